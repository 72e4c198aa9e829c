using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using MutexResponder.Inspection;

namespace MutexResponder.Remediation;

/// <summary>
/// The short name of one plan, which a person approves: 12 lower-case hexadecimal digits of the SHA-256 over what is changed and over
/// the boot, the configuration and the parent that it was decided on. Another plan, or the same on a machine that moved, has another. What
/// that parent had loaded is none of it: a nightly reload is no other plan, and the order is given on the newest look.
/// </summary>
/// <param name="Text">The digits.</param>
public readonly record struct PlanDigest(string Text) : IText<PlanDigest>
{
    public const int Length = 12;

    public static PlanDigest Of(Plan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        string ids = string.Join(',', plan.RemoveSemaphores.Order().Select(id => id.ToString(CultureInfo.InvariantCulture)));
        ParentIdentity parent = plan.ExpectedParent with { LoadedAtSeconds = null };
        string all = $"{plan.Remedy}\n{plan.Recovery}\n{plan.ExpectedBootId}\n{plan.ExpectedConfigHash}\n{parent}\n{ids}{(plan.TakesBack is { } change ? $"\ntakes back {change.IncidentId}" : "")}";
        return new PlanDigest(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)))[..Length]);
    }

    public static bool TryParse([NotNullWhen(true)] string? text, out PlanDigest value)
    {
        bool isDigest = text is { Length: Length } && text.All(char.IsAsciiHexDigitLower);
        value = isDigest ? new PlanDigest(text!) : default;
        return isDigest;
    }

    public override string ToString() => Text ?? "";
}
