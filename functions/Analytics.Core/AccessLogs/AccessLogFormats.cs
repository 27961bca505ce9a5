using Analytics.Core.AccessLogs.Formats;

namespace Analytics.Core.AccessLogs;

/// <summary>The formats of access logs. A new one is a class and an entry of this table.</summary>
public static class AccessLogFormats
{
    private const int ExaminedLines = 200;

    /// <summary>Every format. If two formats read the same lines, the first one is chosen.</summary>
    public static IReadOnlyList<AccessLogFormat> All { get; } =
    [
        new("s3", "Amazon S3 server access log", static () => new S3Format()),
        new("haproxy", "HAProxy HTTP log", static () => new HaproxyFormat()),
        new("combined", "Common or Combined Log Format", static () => new CombinedFormat()),
        new("w3c", "W3C extended log (IIS, CloudFront)", static () => new W3cFormat()),
        new("alb", "AWS load balancer log (ALB, ELB)", static () => new LoadBalancerFormat()),
        new("bunny", "bunny.net log", static () => new BunnyFormat()),
        new("caddy", "Caddy JSON log", static () => new CaddyJsonFormat(), IsJson: true),
        new("traefik", "Traefik JSON log", static () => new TraefikJsonFormat(), IsJson: true),
        new("cloudflare", "Cloudflare Logpush", static () => new CloudflareJsonFormat(), IsJson: true),
        new("json", "JSON access log (nginx and others)", static () => new NginxJsonFormat(), IsJson: true),
    ];

    /// <summary>Returns the time of the first request of a log in Unix milliseconds; null if no line of the start is a request.</summary>
    /// <param name="format">The log's format.</param>
    /// <param name="start">The start of the log.</param>
    public static long? FirstTime(AccessLogFormat format, ReadOnlySpan<byte> start)
    {
        var reader = format.Create();
        foreach (var range in start.Split((byte)'\n'))
        {
            if (reader.Read(start[range].TrimEnd((byte)'\r'), out var line) == AccessLogReading.Request)
            {
                return line.TimestampMilliseconds;
            }
        }

        return null;
    }

    /// <summary>Counts the lines of the start of a log that a format reads.</summary>
    /// <param name="format">The format.</param>
    /// <param name="start">The start of the log.</param>
    /// <param name="isWhole">True if the log ends after the start; otherwise its last line may be incomplete and is not read.</param>
    /// <returns>The requests among the first 200 lines; 1 for a log of headers alone.</returns>
    public static int Count(AccessLogFormat format, ReadOnlySpan<byte> start, bool isWhole)
    {
        var reader = format.Create();
        var (lines, requests, directives) = (0, 0, 0);
        while (!start.IsEmpty && lines < ExaminedLines)
        {
            var end = start.IndexOf((byte)'\n');
            if (end < 0 && !isWhole && lines > 0)
            {
                break;
            }

            var line = (end < 0 ? start : start[..end]).TrimEnd((byte)'\r');
            start = end < 0 ? default : start[(end + 1)..];
            lines++;
            var reading = reader.Read(line, out _);
            requests += reading == AccessLogReading.Request ? 1 : 0;
            directives += reading == AccessLogReading.Directive ? 1 : 0;
        }

        return requests > 0 ? requests : Math.Min(directives, 1);
    }
}
