namespace Analytics.Core.Collection;

/// <summary>The reasons why events are filtered: counted for the site but not stored. Part of the HTTP API.</summary>
public static class FilterReasons
{
    /// <summary>A crawler, a monitor, or an assistant that reads for a model.</summary>
    public const string Bot = "bot";

    /// <summary>An HTTP library, an app framework or no agent, in an event without <c>visitor_id</c>, <c>user_agent</c> or key.</summary>
    public const string Library = "http_library";

    /// <summary>
    /// An address in the networks of data centres, if an operator supplies them, in an event without <c>visitor_id</c>, <c>user_agent</c>
    /// or key.
    /// </summary>
    public const string DataCentre = "data_centre";
}
