@echo off
rem Starts Pineflow from an unpacked distribution. JAVA_HOME chooses the Java (17 or newer); JAVA_OPTS and PINEFLOW_OPTS
rem hold options for the JVM.
setlocal
for %%i in ("%~dp0..") do set "PINEFLOW_ROOT=%%~fi"
if not defined PINEFLOW_HOME set "PINEFLOW_HOME=%PINEFLOW_ROOT%"

set "JAVA_EXE=java.exe"
if defined JAVA_HOME set "JAVA_EXE=%JAVA_HOME%\bin\java.exe"
if defined JAVA_HOME if not exist "%JAVA_EXE%" (
    echo pineflow: JAVA_HOME is %JAVA_HOME%, but there is no bin\java.exe in it. Point it to a JDK 17 or newer. 1>&2
    exit /b 2
)
if not exist "%PINEFLOW_ROOT%\lib" (
    echo pineflow: the folder %PINEFLOW_ROOT%\lib is missing. Unpack the distribution again. 1>&2
    exit /b 1
)

rem The class archive of "pineflow prepare", if there is one. Its name tells its size: Java crashes on one that was cut off, and
rem passes over one that does not fit; -Xlog keeps it from telling so at each start.
set "PINEFLOW_ARCHIVE="
for %%f in ("%PINEFLOW_ROOT%\lib\classes-*.jsa") do if "%%~nf"=="classes-%%~zf" set PINEFLOW_ARCHIVE=-Xlog:cds=off -Xlog:cds+dynamic=off -XX:+VerifySharedSpaces "-XX:SharedArchiveFile=%%~f"

rem What lives long here is small and what is many lives for milliseconds, so that a simple collector and a heap that stays small
rem do best. Whoever chooses another collector, or the size of the heap, has the JVM's own rules.
set "PINEFLOW_MEMORY=-XX:+UseSerialGC -Xms48m -XX:SurvivorRatio=2 -XX:MinHeapFreeRatio=10 -XX:MaxHeapFreeRatio=20"
set "PINEFLOW_GIVEN= %JAVA_OPTS% %PINEFLOW_OPTS% %JAVA_TOOL_OPTIONS% %JDK_JAVA_OPTIONS%"
set PINEFLOW_GIVEN | findstr /r /c:" -Xm" /c:"HeapSize=" /c:"RAMPercentage=" >nul && set "PINEFLOW_MEMORY=-XX:+UseSerialGC"
set PINEFLOW_GIVEN | findstr /r /c:"-XX:+Use[A-Za-z]*GC" >nul && set "PINEFLOW_MEMORY="

rem Commands that end are not worth the better compiler's work, a sync of some millions of rows neither; what runs on, and users'
rem routes in it, are.
set "PINEFLOW_COMPILER=-XX:TieredStopAtLevel=1"
if "%~1"=="run" set "PINEFLOW_COMPILER="

rem An older Java does not know this class file version and says so.
"%JAVA_EXE%" --enable-native-access=ALL-UNNAMED %PINEFLOW_ARCHIVE% %PINEFLOW_MEMORY% %PINEFLOW_COMPILER% %JAVA_OPTS% %PINEFLOW_OPTS% "-Dpineflow.home=%PINEFLOW_HOME%" -cp "%PINEFLOW_ROOT%\lib\*" org.pineflow.cli.Pineflow %*
exit /b %ERRORLEVEL%
