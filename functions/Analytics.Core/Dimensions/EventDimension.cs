namespace Analytics.Core.Dimensions;

/// <summary>Properties of an event by itself. The numbers are stored and never change.</summary>
public enum EventDimension : byte
{
    /// <summary>Event name; <c>pageview</c> for a view of a page.</summary>
    Name = 0,

    /// <summary>Path of the URL.</summary>
    Page = 1,

    /// <summary>Host of the URL.</summary>
    Hostname = 2,
}
