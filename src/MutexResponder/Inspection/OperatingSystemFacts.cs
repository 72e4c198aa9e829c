namespace MutexResponder.Inspection;

/// <summary>From os-release(5).</summary>
/// <param name="Id">Such as <c>ubuntu</c>; empty where unknown.</param>
/// <param name="VersionId">Such as <c>16.04</c>.</param>
/// <param name="PrettyName">For people.</param>
public sealed record OperatingSystemFacts(string Id, string VersionId, string PrettyName);
