using Analytics.Core.Dimensions;
using Analytics.Core.Places;

namespace Analytics.Core.Collection;

/// <summary>
/// Gives events their places: what a trusted front end says, and the rest from the address. Region and city of the address count only in
/// the country that the front end says. Looks the address of a request up once, and only for an event that is kept. Not thread-safe.
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

    /// <summary>Forgets the request.</summary>
    public void End()
    {
        _context = null!;
        _place = null;
    }

    /// <summary>The place of an event.</summary>
    public ResolvedPlace Resolve(EventDraft draft, ReadOnlySpan<byte> source)
    {
        if (_context.IsImport || !draft.Address.IsEmpty)
        {
            // The visitor is not who sends. A place that the event sets is the whole of it.
            return finder is null || SetsPlace(draft) ? default : Of(finder.Find(draft.Text(source, draft.Address)));
        }

        if (!draft.Address.IsEmpty)
        {
            // The request came from a server, whose place says nothing of the visitor.
            return finder is null ? default : Of(finder.Find(draft.Text(source, draft.Address)));
        }

        ResolvedPlace told = new()
        {
            Country = _context.Country.Span,
            Region = _context.Region.Span,
            City = _context.City.Span,
        };
        if (finder is null || !(told.Country.IsEmpty || told.Region.IsEmpty || told.City.IsEmpty))
        {
            return told;
        }

        _place ??= finder.Find(_context.Address.Span);
        return !told.Country.IsEmpty && !told.Country.SequenceEqual(_place.Country)
            ? told
            : new()
            {
                Country = _place.Country,
                Region = told.Region.IsEmpty ? _place.Region : told.Region,
                City = told.City.IsEmpty ? _place.City : told.City,
            };
    }

    private static ResolvedPlace Of(Place place) =>
        new()
        {
            Country = place.Country,
            Region = place.Region,
            City = place.City,
        };

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
