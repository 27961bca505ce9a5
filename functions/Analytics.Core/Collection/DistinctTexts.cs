using Analytics.Core.EventLog;
using Analytics.Core.Sites;
using Analytics.Core.Text;

namespace Analytics.Core.Collection;

/// <summary>
/// Limits the distinct property keys and event names of one request, each of which becomes a column or a code of the site's statistics.
/// An event beyond the limit is kept: its key becomes the value of the property <c>(other)</c>, its name becomes <c>(other)</c>. Not
/// thread-safe.
/// </summary>
/// <remarks>
/// This is the limit of a request; the limit of a site and day is applied when rollups are built. The texts of all sites
/// share one table, and each site raises its limit, so that a request for many small sites is not affected.
/// </remarks>
internal sealed class DistinctTexts
{
    private readonly TextTable _keys = new();
    private readonly TextTable _names = new();
    private readonly HashSet<SiteEntry> _sites = new(ReferenceEqualityComparer.Instance);
    private SiteEntry? _lastSite;

    private static ReadOnlySpan<byte> Other => "(other)"u8;

    public void Reset()
    {
        _keys.Clear();
        _names.Clear();
        _sites.Clear();
        _lastSite = null;
    }

    /// <summary>Replaces keys and names beyond the limits in an event, with a warning.</summary>
    public void Apply(EventDraft draft, ReadOnlySpan<byte> source, SiteEntry site)
    {
        if (!ReferenceEquals(site, _lastSite))
        {
            _sites.Add(site);
            _lastSite = site;
        }

        var name = draft.Text(source, draft.Name);
        if (!IsAlwaysKept(name) && !TryAdd(_names, name, EventLimits.DistinctNames))
        {
            draft.Warn(
                CollectionErrors.TooManyEventNames,
                "name",
                $"name {EventDraft.Quote(name)} was changed to '(other)': "
                    + $"the request has over {EventLimits.DistinctNames} different event names. "
                    + "Use few names, and properties for what varies."
            );
            draft.Name = Copy(draft, Other);
        }

        var kept = 0;
        TextSlice firstCut = default;
        for (var i = 0; i < draft.PropertyCount; i++)
        {
            var property = draft.Properties[i];
            if (TryAdd(_keys, draft.Text(source, property.Key), EventLimits.DistinctKeys))
            {
                draft.Properties[kept++] = property;
            }
            else if (firstCut.IsEmpty)
            {
                firstCut = property.Key;
            }
        }

        draft.PropertyCount = kept;
        if (!firstCut.IsEmpty)
        {
            var key = EventDraft.Quote(draft.Text(source, firstCut));
            draft.Warn(
                CollectionErrors.TooManyPropertyKeys,
                "props",
                $"The property key {key} was replaced by '(other)': the request has over {EventLimits.DistinctKeys} different "
                    + "keys. Use few keys, and values for what varies."
            );
            draft.Properties[draft.PropertyCount++] = (Copy(draft, Other), firstCut);
        }
    }

    private bool TryAdd(TextTable texts, ReadOnlySpan<byte> text, int most)
    {
        if (texts.Count < most * _sites.Count)
        {
            texts.Intern(text);
            return true;
        }

        return text.SequenceEqual(Other) || texts.Find(text) >= 0;
    }

    private static bool IsAlwaysKept(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("pageview"u8) || name.SequenceEqual("engagement"u8) || name.SequenceEqual(Other);

    private static TextSlice Copy(EventDraft draft, ReadOnlySpan<byte> text)
    {
        text.CopyTo(draft.Reserve(text.Length));
        return draft.Keep(text.Length);
    }
}
