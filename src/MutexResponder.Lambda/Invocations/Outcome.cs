namespace MutexResponder.Lambda.Invocations;

/// <summary>The words of <see cref="FunctionReply.Outcome"/>, which are also the values of a metric's dimension.</summary>
public static class Outcome
{
    /// <summary>An instance was looked at.</summary>
    public const string Accepted = "accepted";

    /// <summary>Nothing had to be done.</summary>
    public const string Ignored = "ignored";

    /// <summary>Something was asked for that is not done, for the reason given.</summary>
    public const string Refused = "refused";

    /// <summary>One instance of a tick could not be looked at.</summary>
    public const string Failed = "failed";
}
