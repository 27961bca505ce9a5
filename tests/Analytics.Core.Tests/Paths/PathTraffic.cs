using Analytics.Core.Tests.Oracles;

namespace Analytics.Core.Tests.Paths;

/// <summary>Gives random events pages and properties.</summary>
internal static class PathTraffic
{
    private static readonly string[] Pages = ["/a", "/a/", "/b", "/b//", "/docs", "/docs/", "/docs/1", "/docs/2", "/docs/2/deep", "/"];

    /// <summary>The event with facts that depend on nothing but its id or its time, so that a repetition has the same.</summary>
    public static RawEvent Decorate(RawEvent e)
    {
        var random = new Random(e.Id is null ? (int)(e.Milliseconds % 1_000_003) : e.Id.Sum(letter => letter * 31));
        return e with
        {
            Page = Pages[random.Next(Pages.Length)],
            Plan = random.Next(3) == 0 ? $"p{random.Next(2)}" : null,
            Euros = random.Next(3) == 0 ? random.Next(1, 90) : 0,
        };
    }

    /// <summary>The page of a pageview without slashes at its end, or the event's name.</summary>
    public static string NodeOf(RawEvent e) =>
        !e.IsPageview ? e.Name
        : e.Page == "/" ? "/"
        : e.Page.TrimEnd('/');
}
