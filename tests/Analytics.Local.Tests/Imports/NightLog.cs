using System.Globalization;

namespace Analytics.Local.Tests.Imports;

/// <summary>
/// A generated log of people who are up at midnight (UTC), for what the real log lacks: visits that go on past midnight and over many
/// hours, and gaps of exactly the length that ends a visit. The same every time.
/// </summary>
internal static class NightLog
{
    public const string Site = "night.example";

    private const int People = 2700;
    private const string Chrome = "Mozilla/5.0 (Windows NT 6.1) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/32.0.1700.107 Safari/537.36";
    private const string Firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:27.0) Gecko/20100101 Firefox/27.0";

    private static readonly DateTime FirstMidnight = new(2024, 2, 29);
    private static readonly int[] Gaps = [0, 1, 20, 300, 900, 1500, 1799, 1800, 1801, 1802, 3600, 5000, 20_000];
    private static readonly string[] Referrers =
    [
        "-",
        "-",
        "https://www.google.com/",
        "https://t.co/x",
        "https://blog.example/post",
        $"https://{Site}/",
    ];

    public static LogQueries Queries { get; } = new(Site, "2024-02-28", "2024-03-02");

    public static void Write(string path)
    {
        var random = new Random(20240229);
        var lines = Enumerable.Range(0, People).SelectMany(person => Person(random, person)).OrderBy(line => line.Time).ToList();
        File.WriteAllLines(path, lines.Select(line => line.Text));
    }

    private static IEnumerable<(DateTime Time, string Text)> Person(Random random, int person)
    {
        // Some share an address and differ in the agent only.
        var address = $"10.0.{person / 300}.{person % 200}";
        var agent = random.Next(2) == 0 ? Chrome : Firefox;
        var time = FirstMidnight.AddDays(random.Next(2)).AddSeconds(random.Next(-7200, 2400));
        for (var views = random.Next(1, 14); views > 0; views--)
        {
            yield return (time, Line(address, time, $"/page-{random.Next(15)}", Referrers[random.Next(Referrers.Length)], agent));
            time = time.AddSeconds(Gaps[random.Next(Gaps.Length)]);
        }
    }

    private static string Line(string address, DateTime time, string page, string referrer, string agent) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{address} - - [{time:dd/MMM/yyyy:HH:mm:ss} +0000] \"GET {page} HTTP/1.1\" 200 1234 \"{referrer}\" \"{agent}\""
        );
}
