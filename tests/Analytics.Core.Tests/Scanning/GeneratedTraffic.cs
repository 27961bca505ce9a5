using Analytics.Core.Dimensions;

namespace Analytics.Core.Tests.Scanning;

/// <summary>Random events with many visits that cross hours and midnights, engagement events, and visitors who come back.</summary>
internal static class GeneratedTraffic
{
    private static readonly string[] Pages = ["/", "/a", "/b", "/blog/1", "/blog/2"];
    private static readonly string[] Names = ["pageview", "pageview", "pageview", "signup", "engagement"];

    /// <param name="seed">Determines everything.</param>
    /// <param name="start">The first second.</param>
    /// <param name="seconds">The length of the time they fall in.</param>
    /// <param name="visits">How many visits are begun.</param>
    public static List<NaiveEvent> Events(int seed, long start, int seconds, int visits)
    {
        var random = new Random(seed);
        var events = new List<NaiveEvent>();
        var taken = new HashSet<(ulong, long)>();
        for (var i = 0; i < visits; i++)
        {
            // Ids of the day of the visit's start, as daily salts make them, or lasting ones (lowest bit set).
            var at = start + random.Next(seconds);
            var person = (ulong)random.Next(visits / 2) + 1;
            var visitor =
                random.Next(3) == 0
                    ? (Core.Hashing.XxHash64.Mix(person) | 1)
                    : Core.Hashing.XxHash64.Mix((person * 1000) + (ulong)(at / 86400)) & ~1UL;
            var dimensions = new Dictionary<VisitDimension, string>
            {
                [VisitDimension.Source] = random.Next(3) == 0 ? (at % 2 == 0 ? "Direct / None" : string.Empty) : $"source{random.Next(3)}",
                [VisitDimension.Country] = $"C{random.Next(3)}",

                // A place has had two names, and some places share one.
                [VisitDimension.City] = person % 5 == 0 ? $"Town{person % 3}" : $"{person % 4}\u001FTown{at % 3}",
            };
            for (var n = random.Next(1, 6); n > 0; n--)
            {
                if (taken.Add((visitor, at)))
                {
                    events.Add(
                        new(
                            "site.example",
                            at,
                            visitor,
                            n == 1 && random.Next(2) == 0 ? "pageview" : Names[random.Next(Names.Length)],
                            Pages[random.Next(Pages.Length)],
                            random.Next(4) == 0 ? "other.example" : "site.example",
                            dimensions,
                            random.Next(3) == 0
                                ? new Dictionary<string, string>
                                {
                                    ["plan"] =
                                        at % 5 == 0 ? "(none)"
                                        : at % 7 == 0 ? "(not set)"
                                        : $"p{random.Next(2)}",
                                }
                                : null,
                            random.Next(4) != 0
                        )
                        {
                            ScrollDepth = at % 4 == 0 ? null : (int)(at % 101),
                            EngagedFor = at % 5 == 0 ? null : at % 7_000,
                            Value = at % 3 == 0 ? ((at % 41) - 20) * 0.1 : null,
                            Currency =
                                at % 2 == 0
                                    ? at % 4 == 0
                                        ? "EUR"
                                        : "USD"
                                    : null,
                            Amount = ((at % 1_000) - 100) / 100m,
                        }
                    );
                }

                var before = at;
                at += random.Next(1, random.Next(4) == 0 ? 2400 : 600);
                var newDay = before / 86400 != at / 86400;
                if (at >= start + seconds || (newDay && at - before > 1800))
                {
                    break;
                }
            }
        }

        return [.. events.OrderBy(e => e.Second)];
    }
}
