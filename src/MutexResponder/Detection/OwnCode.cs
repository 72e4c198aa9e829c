namespace MutexResponder.Detection;

/// <summary>The code that Apache itself put at the start of a message.</summary>
/// <param name="number">The five digits, of a known code or not.</param>
/// <param name="errno">The number before it, null where there was none.</param>
/// <param name="afterCode">The line after the digits.</param>
internal readonly ref struct OwnCode(int number, int? errno, ReadOnlySpan<byte> afterCode)
{
    public int Number { get; } = number;

    public int? Errno { get; } = errno;

    public ReadOnlySpan<byte> AfterCode { get; } = afterCode;
}
