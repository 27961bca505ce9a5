namespace Analytics.Core.Imports;

/// <summary>A number of a daily aggregate. The names and values are stored and never change.</summary>
public enum ImportedMeasure : byte
{
    /// <summary>Visitors of the day.</summary>
    Visitors = 0,

    /// <summary>Visits; of an entry page those that began there, of an exit page those that ended there.</summary>
    Visits = 1,

    /// <summary>Pageviews.</summary>
    Pageviews = 2,

    /// <summary>Visits that bounced.</summary>
    Bounces = 3,

    /// <summary>Seconds that visits took, added up.</summary>
    VisitSeconds = 4,

    /// <summary>Custom events.</summary>
    Events = 5,

    /// <summary>The deepest scroll of each visit in per cent, added up.</summary>
    ScrollDepths = 6,

    /// <summary>Visits with a known scroll depth.</summary>
    ScrollVisits = 7,

    /// <summary>Seconds that a page was visible, added up.</summary>
    PageSeconds = 8,

    /// <summary>Visits with a known time on the page.</summary>
    TimedVisits = 9,
}
