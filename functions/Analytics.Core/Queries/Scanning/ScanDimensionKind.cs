namespace Analytics.Core.Queries.Scanning;

/// <summary>Origin of a dimension's value.</summary>
public enum ScanDimensionKind
{
    /// <summary>A stored column of the visit.</summary>
    Visit,

    /// <summary>A stored column of the event.</summary>
    Event,

    /// <summary>A custom property of the event.</summary>
    Property,

    /// <summary>Page of the visit's first pageview.</summary>
    EntryPage,

    /// <summary>Page of the visit's last pageview.</summary>
    ExitPage,

    /// <summary>Host of the visit's first pageview.</summary>
    EntryPageHostname,

    /// <summary>Host of the visit's last pageview.</summary>
    ExitPageHostname,

    /// <summary>The goals that the event reaches, of <see cref="ScanRequest.Goals"/>: none, one or several.</summary>
    Goal,

    /// <summary>The codes in a stored column of the visit whose texts are places.</summary>
    PlaceCode,

    /// <summary>The names in a stored column of the visit whose texts are places.</summary>
    PlaceName,
}
