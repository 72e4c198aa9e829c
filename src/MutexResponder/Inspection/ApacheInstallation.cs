using System.Collections.Immutable;

namespace MutexResponder.Inspection;

/// <summary>Where Apache lives on the machine, as the collect script's entry for its distribution says.</summary>
/// <param name="Layout">The entry's name, such as <c>debian</c>.</param>
/// <param name="ControlProgram">Such as <c>/usr/sbin/apache2ctl</c>.</param>
/// <param name="Server">The executable, such as <c>/usr/sbin/apache2</c>; where one is installed for each MPM, all with blanks.</param>
/// <param name="ConfigRoot">Such as <c>/etc/apache2</c>.</param>
/// <param name="MainConfig">Such as <c>/etc/apache2/apache2.conf</c>.</param>
/// <param name="ErrorLogPath">The main error log, empty where unknown.</param>
/// <param name="Unit">The service's name, empty where unknown.</param>
/// <param name="FixLine">The line that moves the mutexes to files, such as <c>Mutex file:/run/httpd default</c>.</param>
/// <param name="FixFiles">Where it may go: remedy (such as <c>conf-d</c>) to file, the layout's own choice first.</param>
public sealed record ApacheInstallation(
    string Layout, string ControlProgram, string Server, string ConfigRoot, string MainConfig, string ErrorLogPath, string Unit, string FixLine, ImmutableArray<KeyValuePair<string, string>> FixFiles)
{
    /// <summary>The file of a remedy; null where the layout does not have it.</summary>
    public string? FixFile(string remedy) => FixFiles.FirstOrDefault(fix => fix.Key == remedy).Value;
}
