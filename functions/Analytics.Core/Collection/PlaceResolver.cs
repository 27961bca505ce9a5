using Analytics.Core.Dimensions;
using Analytics.Core.Places;

namespace Analytics.Core.Collection;

/// <summary>
/// Determines the places of events: from a trusted front end, otherwise from the address. Region and city of the address count only if
/// the front end reports the same country. The address of a request is looked up at most once, and only for an accepted event. Not
/// thread-safe.
/// </summary>
internal sealed class PlaceResolver(IPlaceFinder? finder)
{
    private CollectionContext _context = null!;
    private Place? _place;

    public void Begin(CollectionContext context)
    {
        _context = context;
        _place = null;
    }

    /// <summary>Clears the request.</summary>
    public void End()
    {
        _context = null!;
        _place = null;
    }

    /// <summary>Returns the place of an event.</summary>
    public ResolvedPlace Resolve(EventDraft draft, ReadOnlySpan<byte> source)
    {
        if (_context.IsImport || !draft.Address.IsEmpty || SetsPlace(draft))
        {
            // The sender is not the visitor, so its place does not count. If the event sets any part of a place, that is its whole place.
            return finder is null || SetsPlace(draft) ? default : Of(finder.Find(draft.Text(source, draft.Address)));
        }

        ResolvedPlace reported = new()
        {
            Country = Known(VisitDimension.Country, _context.Country.Span),
            Region = Known(VisitDimension.Region, _context.Region.Span),
            City = Known(VisitDimension.City, _context.City.Span),
        };
        if (finder is null || !(reported.Country.IsEmpty || reported.Region.IsEmpty || reported.City.IsEmpty))
        {
            return reported;
        }

        _place ??= finder.Find(_context.Address.Span);
        return !reported.Country.IsEmpty && !CodeSpelling.Of(VisitDimension.Country, reported.Country).SequenceEqual(_place.Country)
            ? reported
            : new()
            {
                Country = _place.Country,
                Region = reported.Region.IsEmpty ? _place.Region : reported.Region,
                City = reported.City.IsEmpty ? _place.City : reported.City,
            };
    }

    private static ResolvedPlace Of(Place place) =>
        new()
        {
            Country = place.Country,
            Region = place.Region,
            City = place.City,
        };

    private static ReadOnlySpan<byte> Known(VisitDimension dimension, ReadOnlySpan<byte> text) =>
        Placeholders.IsUnknown((int)dimension, text) ? default : text;

    private static bool SetsPlace(EventDraft draft)
    {
        for (var i = 0; i < draft.OverrideCount; i++)
        {
            if (draft.Overrides[i].Dimension is (int)VisitDimension.Country or (int)VisitDimension.Region or (int)VisitDimension.City)
            {
                return true;
            }
        }

        return false;
    }
}
