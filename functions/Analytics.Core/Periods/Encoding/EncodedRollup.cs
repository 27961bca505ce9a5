namespace Analytics.Core.Periods.Encoding;

/// <summary>The bytes of a rollup as a table row stores them.</summary>
/// <param name="Head">Header and totals.</param>
/// <param name="Body">Columns.</param>
public readonly record struct EncodedRollup(ReadOnlyMemory<byte> Head, ReadOnlyMemory<byte> Body)
{
    /// <summary>Bytes of both.</summary>
    public int Length => Head.Length + Body.Length;
}
