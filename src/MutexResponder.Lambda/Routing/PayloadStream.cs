namespace MutexResponder.Lambda.Routing;

/// <summary>Reads a payload whole, up to a bound.</summary>
public static class PayloadStream
{
    /// <returns>The bytes, or null where there are more than <paramref name="maxBytes"/>.</returns>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(Stream payload, int maxBytes, CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[Math.Min(16 * 1024, maxBytes + 1)];
        int length = 0;
        while (true)
        {
            int count = await payload.ReadAsync(buffer.AsMemory(length), cancellationToken).ConfigureAwait(false);
            length += count;
            if (length > maxBytes)
            {
                return null;
            }

            if (count == 0)
            {
                return buffer.AsMemory(0, length);
            }

            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, (int)Math.Min(buffer.Length * 2L, maxBytes + 1L));
            }
        }
    }
}
