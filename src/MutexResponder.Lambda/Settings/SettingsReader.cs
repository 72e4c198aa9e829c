using System.Collections.Immutable;
using System.Globalization;
using MutexResponder.Clearing;
using MutexResponder.Incidents;
using MutexResponder.Lambda.Aws;
using MutexResponder.Lambda.Invocations;
using MutexResponder.Remediation;
using MutexResponder.Wording;

namespace MutexResponder.Lambda.Settings;

/// <summary>
/// Reads the environment. A value that is set but not understood stops the start: a stack that was meant to observe
/// must not run on a default instead.
/// </summary>
public sealed class SettingsReader
{
    /// <summary>The error type of a start that the settings stopped.</summary>
    public const string ErrorType = "Settings.Invalid";

    /// <summary>Calendars that are asked before a change. SSM states no limit; a stack has a few.</summary>
    public const int MaxCalendars = 10;

    /// <summary>An ARN of a document with the longest name.</summary>
    private const int MaxCalendarNameChars = 256;

    private const int MaxParameterNameChars = 1011;

    private readonly Func<string, string?> _environment;
    private readonly List<string> _errors = [];

    private SettingsReader(Func<string, string?> environment) => _environment = environment;

    /// <exception cref="FunctionErrorException">One or more variables are wrong; the message names all of them.</exception>
    public static FunctionSettings Read(Func<string, string?> environment)
    {
        SettingsReader reader = new(environment);
        FunctionSettings settings = reader.Read();
        return reader._errors.Count == 0
            ? settings
            : throw new FunctionErrorException(ErrorType, string.Join(" ", reader._errors));
    }

    private FunctionSettings Read()
    {
        Policy defaults = new();
        Policy policy = new()
        {
            Mode = Choice("MUTEX_RESPONDER_MODE", defaults.Mode),
            Recovery = Choice("MUTEX_RESPONDER_RECOVERY", defaults.Recovery, RecoveryKind.Reload),
            Prevention = Choice("MUTEX_RESPONDER_PREVENTION", defaults.Prevention),
            RequiresTwoPeople = Flag("MUTEX_RESPONDER_REQUIRE_TWO_PEOPLE"),
            RemedyStyle = Choice("MUTEX_RESPONDER_REMEDY_STYLE", defaults.RemedyStyle),
            MaxRemediationsPerDay = Number("MUTEX_RESPONDER_MAX_REMEDIATIONS_PER_DAY", 1, 24, defaults.MaxRemediationsPerDay),
            ApprovalTimeout = TimeSpan.FromSeconds(
                Number("MUTEX_RESPONDER_APPROVAL_TIMEOUT_SECONDS", 60, 604_800, (int)defaults.ApprovalTimeout.TotalSeconds)),
            InspectionSpacing = TimeSpan.FromSeconds(
                Number("MUTEX_RESPONDER_INSPECTION_SPACING_SECONDS", 1, (int)defaults.MaxInspectionSpacing.TotalSeconds, (int)defaults.InspectionSpacing.TotalSeconds)),
        };
        TimeSpan retention = TimeSpan.FromDays(Number("MUTEX_RESPONDER_RETENTION_DAYS", 2, 3650, 90));
        return new FunctionSettings(policy, Documents(), Clearance(), retention, Table())
        {
            KillSwitchParameter = KillSwitchParameter(),
            Calendars = Calendars(),
            OpsCenter = new OpsCenterSettings(Runbook("MUTEX_RESPONDER_APPROVE_RUNBOOK"), Runbook("MUTEX_RESPONDER_REJECT_RUNBOOK")) { Dashboard = Dashboard() },
            TopicArn = Topic("MUTEX_RESPONDER_TOPIC_ARN"),
            ChatTopicArn = Topic("MUTEX_RESPONDER_CHAT_TOPIC_ARN"),
            Language = Language(),
            SweepPeriod = TimeSpan.FromHours(Number("MUTEX_RESPONDER_SWEEP_PERIOD_HOURS", 0, 168, 24)),
        };
    }

    private ReportLanguage Language()
    {
        const string name = "MUTEX_RESPONDER_LANGUAGE";
        if (Value(name) is not { } tag)
        {
            return ReportLanguage.English;
        }

        if (!ReportLanguage.TryRead(tag, out ReportLanguage language))
        {
            _errors.Add($"{name} is '{Cut(tag)}'; allowed are {string.Join(", ", ReportLanguage.All)}.");
        }

        return language;
    }

    private SsmDocuments Documents()
    {
        SsmDocuments documents = new(
            Document("MUTEX_RESPONDER_INSPECT_DOCUMENT"), Document("MUTEX_RESPONDER_REMEDIATE_DOCUMENT"), Document("MUTEX_RESPONDER_ROLLBACK_DOCUMENT"));
        string[] names = [.. new[] { documents.Inspect, documents.Remediate, documents.Rollback }.Where(name => name.Length > 0)];
        if (names.Distinct(StringComparer.Ordinal).Count() < names.Length)
        {
            _errors.Add("MUTEX_RESPONDER_INSPECT_DOCUMENT, MUTEX_RESPONDER_REMEDIATE_DOCUMENT and MUTEX_RESPONDER_ROLLBACK_DOCUMENT name the same document.");
        }

        return documents;
    }

    private ClearanceRules Clearance()
    {
        const string optIn = "MUTEX_RESPONDER_OPT_IN_TAG";
        ClearanceRules defaults = new();
        string[]? tag = Value(optIn)?.Split('=', 2);
        if (tag is not null && (tag.Length != 2 || tag[0].Length is 0 or > 128 || tag[1].Length > 256))
        {
            _errors.Add($"{optIn} is '{Cut(Value(optIn)!)}'; it takes Key=Value, the tag an instance must have.");
            tag = null;
        }

        return defaults with
        {
            OptInTagKey = tag?[0],
            OptInTagValue = tag?[1] ?? "",
            FleetCapacity = Number("MUTEX_RESPONDER_FLEET_CAP", 1, 1000, defaults.FleetCapacity),
            GroupCapacity = Number("MUTEX_RESPONDER_GROUP_CAP", 1, 1000, defaults.GroupCapacity),
        };
    }

    private string? KillSwitchParameter() => Text(
        "MUTEX_RESPONDER_KILL_SWITCH_PARAMETER",
        text => text.Length <= MaxParameterNameChars && text.All(c => IsNameCharacter(c) || c == '/'),
        "it takes the name of an SSM parameter: letters, digits and _ - . /");

    private ImmutableArray<string> Calendars()
    {
        const string name = "MUTEX_RESPONDER_CALENDARS";
        string[] calendars = Value(name)?.Split(',', StringSplitOptions.TrimEntries) ?? [];
        if (calendars.Length > MaxCalendars)
        {
            _errors.Add($"{name} names {calendars.Length} calendars; {MaxCalendars} are allowed.");
        }

        foreach (string calendar in calendars.Where(calendar => calendar.Length is 0 or > MaxCalendarNameChars || !calendar.All(c => IsNameCharacter(c) || c is '/' or ':')))
        {
            _errors.Add($"{name} names '{Cut(calendar)}'; it takes ARNs or names of Change Calendars with commas between.");
        }

        return [.. calendars];
    }

    private string? Dashboard() => Text(
        "MUTEX_RESPONDER_DASHBOARD", text => IsName(text, 255, minChars: 1), "it takes the name of a CloudWatch dashboard: 1 to 255 letters, digits and _ - .");

    private string? Topic(string name) => Text(
        name,
        text => AwsPlace.TryParseArn(text, out _) && text.Split(':') is [_, _, "sns", _, _, var topic] && IsName(topic, 256, minChars: 1),
        "it takes the ARN of an SNS topic.");

    private string? Runbook(string name) => Text(
        name, text => IsName(text, 128), "it takes the name of an Automation runbook: 3 to 128 letters, digits and _ - .");

    private T Choice<T>(string name, T whereUnset, params T[] except)
        where T : struct, Enum
    {
        string? text = Value(name);
        if (text is null)
        {
            return whereUnset;
        }

        // By name and exactly: Enum.TryParse would also take "2", which nobody means.
        T[] allowed = [.. Enum.GetValues<T>().Except(except)];
        foreach (T value in allowed)
        {
            if (value.ToString() == text)
            {
                return value;
            }
        }

        _errors.Add($"{name} is '{Cut(text)}'; allowed are {string.Join(", ", allowed)}.");
        return whereUnset;
    }

    private int Number(string name, int min, int max, int whereUnset)
    {
        string? text = Value(name);
        if (text is null)
        {
            return whereUnset;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= min && value <= max)
        {
            return value;
        }

        _errors.Add($"{name} is '{Cut(text)}'; allowed are {min} to {max}.");
        return whereUnset;
    }

    private string Document(string name)
    {
        if (Text(name, text => IsName(text, 128), "allowed are 3 to 128 letters, digits and _ - .") is { } document)
        {
            return document;
        }

        _errors.Add($"{name} is not set; it takes the name of an SSM document.");
        return "";
    }

    private string? Table()
    {
        const string name = "MUTEX_RESPONDER_TABLE", memory = "MUTEX_RESPONDER_ALLOW_MEMORY_STORE";
        bool isMemoryAllowed = Flag(memory);
        string? table = Text(name, text => IsName(text, 255), "allowed are 3 to 255 letters, digits and _ - .");
        if (table is null && !isMemoryAllowed)
        {
            _errors.Add($"{name} is not set; it takes the name of a DynamoDB table. (Only where nothing may be kept, as in the lab: {memory}=true.)");
        }

        return table;
    }

    private bool Flag(string name) => Text(name, text => text is "true" or "false", "allowed are true, false.") == "true";

    /// <returns>The value as it is set; one that is not allowed is also an error.</returns>
    private string? Text(string name, Func<string, bool> isAllowed, string allowed)
    {
        string? text = Value(name);
        if (text is not null && !isAllowed(text))
        {
            _errors.Add($"{name} is '{Cut(text)}'; {allowed}");
        }

        return text;
    }

    /// <summary>A template cannot leave a variable out, so an empty one counts as unset.</summary>
    private string? Value(string name) => _environment(name) is { Length: > 0 } text ? text : null;

    private static string Cut(string text) => text.Length <= 64 ? text : text[..64] + "…";

    /// <summary>The characters of SSM document names and DynamoDB table names; an ARN or a path would be somebody else's. A stack, and so its dashboard, may have a name of one character, as may a topic.</summary>
    private static bool IsName(string text, int maxChars, int minChars = 3) =>
        text.Length >= minChars && text.Length <= maxChars && text.All(IsNameCharacter);

    private static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.';
}
