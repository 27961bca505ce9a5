using System.Buffers;
using Analytics.Core.AccessLogs;

namespace Analytics.Local.Importing;

/// <summary>Lines of a web server's access log.</summary>
/// <param name="converter">Converts lines to events.</param>
/// <param name="needsWholeLines">True if the format cannot read a line that is cut off.</param>
internal sealed class AccessLogLines(AccessLogConverter converter, bool needsWholeLines) : ILineConverter
{
    public IReadOnlyDictionary<string, long> OtherHosts => converter.OtherHosts;

    public bool NeedsWholeLines => needsWholeLines;

    public bool HasForgottenLines => converter.HasForgottenLines;

    public string? Convert(ReadOnlySpan<byte> line, IBufferWriter<byte> output) =>
        converter.Convert(line, output) switch
        {
            AccessLogSkip.None => null,
            AccessLogSkip.Method => SkipReasons.Method,
            AccessLogSkip.Status => SkipReasons.Status,
            AccessLogSkip.Asset => SkipReasons.Asset,
            AccessLogSkip.OtherHost => SkipReasons.OtherHost,
            AccessLogSkip.Directive => SkipReasons.Directive,
            _ => SkipReasons.Malformed,
        };
}
