# assay_layer(NAME SOURCES a.c ... PACKAGES target ...)
# One layer of shared/: an object library assay_NAME that becomes a part of the one static library `assay`.
# Which layers may include which is held by tests/rules/layers.sh.
function(assay_layer name)
  cmake_parse_arguments(LAYER "" "" "SOURCES;PACKAGES" ${ARGN})
  add_library(assay_${name} OBJECT ${LAYER_SOURCES})
  target_link_libraries(assay_${name} PUBLIC assay_flags ${LAYER_PACKAGES})
  set_property(GLOBAL APPEND PROPERTY ASSAY_LAYERS assay_${name})
endfunction()
