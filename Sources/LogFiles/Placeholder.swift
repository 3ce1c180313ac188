enum LogFilesPlaceholder {}
