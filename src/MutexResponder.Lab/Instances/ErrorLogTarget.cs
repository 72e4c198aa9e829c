namespace MutexResponder.Lab.Instances;

/// <summary>Where Apache's error log goes. The log agent's file is the same: what stands behind the pipe, or syslog, writes it.</summary>
public enum ErrorLogTarget
{
    File,

    /// <summary><c>ErrorLog "|program"</c>.</summary>
    Pipe,

    /// <summary><c>ErrorLog syslog:local1</c>.</summary>
    Syslog,

    /// <summary>A file of JSON lines.</summary>
    JsonFile,
}
