# assay_completion(program): installs bash's and zsh's completion for it. Both ask the program itself for its commands and options.
function(assay_completion program)
  set(scripts ${PROJECT_SOURCE_DIR}/shared/cli/completion)
  install(FILES ${scripts}/assay.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME ${program})
  install(FILES ${scripts}/assay.zsh DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions RENAME _${program})
endfunction()
