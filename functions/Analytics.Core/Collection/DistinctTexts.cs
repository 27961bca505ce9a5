using Analytics.Core.EventLog;
using Analytics.Core.Sites;
using Analytics.Core.Text;

namespace Analytics.Core.Collection;

/// <summary>
/// Bounds the different property keys and event names that one request can bring, each of which is a column or a code of the site's
/// statistics. What exceeds keeps its event: its key becomes the value of the property <c>(other)</c>, its name <c>(other)</c>. Not
/// thread-safe.
/// </summary>
/// <remarks>
/// This bounds a request; the bound of a site and day is applied where rollups are built, which knows all requests. The texts of all sites
/// stand in one table, and each site raises its bound, so that a request for many small sites is not cut.
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

    /// <summary>Cuts what exceeds from an event that is about to be written, and adds a warning for it.</summary>
    public void Apply(EventDraft draft, ReadOnlySpan<byte> source, SiteEntry site)
    {
        if (!ReferenceEquals(site, _lastSite))
        {
            _sites.Add(site);
            _lastSite = site;
        }

        var name = draft.Text(source, draft.Name);
        if (!IsAlwaysKept(name) && !Admits(_names, name, EventLimits.DistinctNames))
        {
            draft.Warn(
                CollectionErrors.TooManyEventNames,
                "name",
                $"name {EventDraft.Quote(name)} was changed to '(other)': the request has over {EventLimits.DistinctNames} different event names. Use few names, and properties for what varies."
            );
            draft.Name = Copy(draft, Other);
        }

        var kept = 0;
        TextSlice firstCut = default;
        for (var i = 0; i < draft.PropertyCount; i++)
        {
            var property = draft.Properties[i];
            if (Admits(_keys, draft.Text(source, property.Key), EventLimits.DistinctKeys))
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
                $"The property key {key} was replaced by '(other)': the request has over {EventLimits.DistinctKeys} different keys. Use few keys, and values for what varies."
            );
            draft.Properties[draft.PropertyCount++] = (Copy(draft, Other), firstCut);
        }
    }

    private bool Admits(TextTable texts, ReadOnlySpan<byte> text, int most)
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
