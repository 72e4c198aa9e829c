namespace MutexResponder.Lambda.Routing;

/// <summary>Reads a payload whole, up to a bound.</summary>
public static class PayloadStream
{
    /// <summary>Lambda's largest synchronous payload (asynchronous: 1 MB), and room for the envelope around it.</summary>
    public const int MaxBytes = (6 * 1024 * 1024) + (64 * 1024);

    /// <returns>The bytes, or null where there are more than <see cref="MaxBytes"/>.</returns>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(Stream payload, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[16 * 1024];
        int length = 0;
        while (true)
        {
            int count = await payload.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            length += count;
            if (length > MaxBytes)
            {
                return null;
            }

            if (count == 0)
            {
                return buffer.AsMemory(0, length);
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }
    }
}
