using MutexResponder.Wording;

namespace MutexResponder.Messages;

/// <summary>Who tells, and where it leads to.</summary>
/// <param name="Name">The stack's name: it begins each subject.</param>
/// <param name="Language">Of the text; a subject is English, because it has to be ASCII.</param>
/// <param name="Dashboard">The address of the incident console, asked at each message; null where it is not known.</param>
/// <param name="ArnOf">An instance's ARN; null where it is not known.</param>
public sealed record MessageSource(string Name, ReportLanguage Language, Func<string?> Dashboard, Func<InstanceId, string?> ArnOf);
