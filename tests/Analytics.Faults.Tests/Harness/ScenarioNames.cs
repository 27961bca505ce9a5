using System.Globalization;
using System.Text;
using Analytics.Core.Visitors;

namespace Analytics.Faults.Tests.Harness;

/// <summary>The sites, visitors and times of a scenario, as requests name them.</summary>
internal static class ScenarioNames
{
    /// <summary>Visitors of each site.</summary>
    public const int Visitors = 4;

    public static string Name(int site) => $"site{site}.example";

    public static string VisitorOf(string site, string id) =>
        Enumerable.Range(0, Visitors).Select(i => $"v{i}").Single(visitor => IdOf(site, visitor) == id);

    public static string IdOf(string site, string visitor) =>
        VisitorIds.Persistent(Encoding.UTF8.GetBytes(site), Encoding.UTF8.GetBytes(visitor)).ToString("x16", CultureInfo.InvariantCulture);

    public static DateTimeOffset Hour(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);

    public static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
