namespace Analytics.Core.Collection;

/// <summary>Why events are filtered: they are counted for the site and not stored. Part of the HTTP API.</summary>
public static class FilterReasons
{
    /// <summary>A crawler, a monitor, or an assistant that reads for a model.</summary>
    public const string Bot = "bot";

    /// <summary>
    /// An HTTP library, an app framework or no agent at all, in an event without <c>visitor_id</c>, <c>user_agent</c> or key.
    /// </summary>
    public const string Library = "http_library";

    internal static IReadOnlyDictionary<string, int> Count(int bots, int libraries)
    {
        if (bots + libraries == 0)
        {
            return CollectionReceipt.NoProblems;
        }

        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        if (bots > 0)
        {
            counts[Bot] = bots;
        }

        if (libraries > 0)
        {
            counts[Library] = libraries;
        }

        return counts;
    }
}
