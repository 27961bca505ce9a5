using System.Buffers;
using Analytics.Core.AccessLogs;

namespace Analytics.Local.Importing;

/// <summary>Lines of a web server's access log.</summary>
internal sealed class AccessLogLines(AccessLogConverter converter) : ILineConverter
{
    public IReadOnlyDictionary<string, long> OtherHosts => converter.OtherHosts;

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
