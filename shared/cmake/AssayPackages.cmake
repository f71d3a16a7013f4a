# Every outside library, found once. Debian's package names stand in corpus/packages.txt.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(EXPAT REQUIRED)
pkg_check_modules(XAPIAN REQUIRED IMPORTED_TARGET xapian-core>=1.4)
pkg_check_modules(UTF8PROC REQUIRED IMPORTED_TARGET libutf8proc)
pkg_check_modules(CJSON REQUIRED IMPORTED_TARGET libcjson)
pkg_check_modules(ARCHIVE REQUIRED IMPORTED_TARGET libarchive)
find_package(ZLIB REQUIRED)
find_package(LibLZMA REQUIRED)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)
pkg_check_modules(XXHASH REQUIRED IMPORTED_TARGET libxxhash)
pkg_check_modules(GSL REQUIRED IMPORTED_TARGET gsl)
pkg_check_modules(EDIT REQUIRED IMPORTED_TARGET libedit)

# libstemmer ships no pkg-config file.
find_path(STEMMER_INCLUDE_DIR libstemmer.h REQUIRED)
find_library(STEMMER_LIBRARY stemmer REQUIRED)
add_library(assay_stemmer_shared INTERFACE)
target_include_directories(assay_stemmer_shared SYSTEM INTERFACE ${STEMMER_INCLUDE_DIR})
target_link_libraries(assay_stemmer_shared INTERFACE ${STEMMER_LIBRARY})

# A search takes less time than the dynamic loader takes for twenty libraries: those that come as archives too become part of the
# programs, of each the few objects that are used. What is loaded at start is libxapian with what it needs.
option(ASSAY_ARCHIVES "Link libraries that come as archives into the programs, which start sooner (default ON)" ON)

# assay_package(NAME SHARED archive ...): the target NAME stands for lib<archive>.a ..., or for the target SHARED where one is missing.
function(assay_package name shared)
  add_library(${name} INTERFACE)
  set(archives)
  foreach(archive IN LISTS ARGN)
    find_library(ASSAY_ARCHIVE_${archive} NAMES lib${archive}.a HINTS ${XAPIAN_LIBDIR})
    mark_as_advanced(ASSAY_ARCHIVE_${archive})
    if(NOT ASSAY_ARCHIVES OR NOT ASSAY_ARCHIVE_${archive})
      target_link_libraries(${name} INTERFACE ${shared})
      return()
    endif()
    list(APPEND archives ${ASSAY_ARCHIVE_${archive}})
  endforeach()
  target_include_directories(${name} SYSTEM INTERFACE $<TARGET_PROPERTY:${shared},INTERFACE_INCLUDE_DIRECTORIES>)
  target_link_libraries(${name} INTERFACE ${archives})
endfunction()
assay_package(assay_package_expat EXPAT::EXPAT expat)
assay_package(assay_package_utf8proc PkgConfig::UTF8PROC utf8proc)
assay_package(assay_package_lzma LibLZMA::LibLZMA lzma)
assay_package(assay_package_zstd PkgConfig::ZSTD zstd)
assay_package(assay_package_xxhash PkgConfig::XXHASH xxhash)
assay_package(assay_package_gsl PkgConfig::GSL gsl gslcblas)
assay_package(assay_package_edit PkgConfig::EDIT edit tinfo bsd md)
assay_package(assay_package_stemmer assay_stemmer_shared stemmer)

# libarchive brings libxml2 and that ICU, 30 MB: records/input/archive_library.c loads it when the first archive is met, by the name its
# ABI has.
execute_process(COMMAND ${CMAKE_OBJDUMP} -p ${ARCHIVE_LINK_LIBRARIES} OUTPUT_VARIABLE archive_headers ERROR_QUIET)
string(REGEX MATCH "SONAME +([^ \n]+)" archive_soname "${archive_headers}")
if(NOT archive_soname)
  message(FATAL_ERROR "cannot tell the ABI of libarchive from ${ARCHIVE_LINK_LIBRARIES}")
endif()
set(ASSAY_ARCHIVE_SONAME ${CMAKE_MATCH_1})
