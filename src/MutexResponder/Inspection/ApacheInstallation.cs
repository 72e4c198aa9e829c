namespace MutexResponder.Inspection;

/// <summary>Where Apache lives on the machine.</summary>
/// <param name="Layout">Whose packaging.</param>
/// <param name="ControlProgram">Such as <c>/usr/sbin/apache2ctl</c>.</param>
/// <param name="ConfigRoot">Such as <c>/etc/apache2</c>.</param>
/// <param name="ErrorLogPath">The main error log, empty where unknown.</param>
/// <param name="Unit">The service's name, empty where unknown.</param>
public sealed record ApacheInstallation(ApacheLayout Layout, string ControlProgram, string ConfigRoot, string ErrorLogPath, string Unit);
