namespace MutexResponder.Simulation.Machines;

/// <summary>Takes evidence, and remembers how things truly were when each text was taken.</summary>
internal sealed class EvidenceTruths(World world)
{
    private readonly Dictionary<string, CollectedEvidence> _byText = new(StringComparer.Ordinal);

    public string Collect(Machine machine)
    {
        string text = EvidenceText.Of(machine, world.Queue.Elapsed);
        Remember(text, machine);
        return text;
    }

    /// <summary>The text says something; this is how <paramref name="machine"/> is.</summary>
    public void Remember(string text, Machine machine) =>
        _byText[Key(text)] = new CollectedEvidence(world.Queue.Elapsed, machine.BootId, machine.SiteAnswers, machine.Apache.RunsImmune, machine.IsRemovedSinceStart);

    public CollectedEvidence? Find(string? text) => text is null ? null : _byText.GetValueOrDefault(Key(text));

    /// <summary>An output that was cut before its last line break is whole.</summary>
    private static string Key(string text) => text.TrimEnd('\n');
}
