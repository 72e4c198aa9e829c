namespace MutexResponder.Lab;

/// <summary>The files that are part of this assembly.</summary>
internal static class EmbeddedText
{
    public static string Read(string name)
    {
        using Stream stream = typeof(EmbeddedText).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"{name} is missing in the lab's assembly.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
