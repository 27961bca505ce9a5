using Analytics.Core.EventLog;

namespace Analytics.Core.Collection;

/// <summary>The codes of a <see cref="CollectionProblem"/>. They are part of the HTTP API and never change.</summary>
public static class CollectionErrors
{
    /// <summary>
    /// One event is not JSON, for example because of a control character in a text. Of the whole request, if its events cannot be
    /// separated.
    /// </summary>
    public const string InvalidJson = "invalid_json";

    /// <summary>The whole request is over <see cref="EventLimits.BatchBytes"/> or <see cref="EventLimits.EventBytes"/>.</summary>
    public const string BodyTooLarge = "body_too_large";

    /// <summary>The whole request has more events than <see cref="EventLimits.BatchEvents"/>.</summary>
    public const string TooManyEvents = "too_many_events";

    /// <summary>The time of the stream is over: the line with the index <c>lines_before</c> and those after it were not read.</summary>
    public const string StreamEnded = "stream_ended";

    /// <summary>The event is no JSON object.</summary>
    public const string NotAnObject = "not_an_object";

    /// <summary>A required field is absent, null or empty.</summary>
    public const string MissingField = "missing_field";

    /// <summary>A field has the wrong JSON type; a warning if the field is optional.</summary>
    public const string InvalidType = "invalid_type";

    /// <summary>A text exceeds its limit; a warning for a custom property, which was dropped.</summary>
    public const string TooLong = "too_long";

    /// <summary>The site is not registered.</summary>
    public const string UnknownSite = "unknown_site";

    /// <summary>
    /// The site was not looked up, because the request has more unknown sites than <see cref="EventLimits.UnknownSites"/>, or its network
    /// more than <see cref="UnknownSites.PerMinute"/> within a minute.
    /// </summary>
    public const string TooManyUnknownSites = "too_many_unknown_sites";

    /// <summary>In an import: the event was exported from the site itself, where it would count twice.</summary>
    public const string OwnExport = "own_export";

    /// <summary>One <c>domain</c> has more sites than <see cref="EventLimits.DomainsPerEvent"/>.</summary>
    public const string TooManyDomains = "too_many_domains";

    /// <summary>The URL is not absolute, or has the scheme <c>data:</c>.</summary>
    public const string InvalidUrl = "invalid_url";

    /// <summary>The timestamp cannot be parsed.</summary>
    public const string InvalidTimestamp = "invalid_timestamp";

    /// <summary>The timestamp is older than <see cref="EventLimits.Age"/>.</summary>
    public const string TimestampTooOld = "timestamp_too_old";

    /// <summary>The timestamp is further in the future than <see cref="EventLimits.Ahead"/>.</summary>
    public const string TimestampInFuture = "timestamp_in_future";

    /// <summary>
    /// Warning: the event has more custom properties than <see cref="EventLimits.Properties"/>; it was kept with the first ones.
    /// </summary>
    public const string TooManyProperties = "too_many_properties";

    /// <summary>
    /// Warning: a custom property is an object or array, or the properties are no flat object; the event was kept without it.
    /// </summary>
    public const string InvalidProperty = "invalid_property";

    /// <summary>
    /// Warning: a number is not finite or out of range; the event was kept without it, or with the nearest valid number.
    /// </summary>
    public const string InvalidNumber = "invalid_number";

    /// <summary>The name of a dimension in <c>dimensions</c> is unknown.</summary>
    public const string UnknownDimension = "unknown_dimension";

    /// <summary>The field is only accepted in imports.</summary>
    public const string ImportOnly = "import_only";

    /// <summary>Warning: the revenue was dropped, the event kept.</summary>
    public const string InvalidRevenue = "invalid_revenue";

    /// <summary>Warning: the referrer was cut, the event kept.</summary>
    public const string ReferrerCut = "referrer_cut";

    /// <summary>Warning: the URL was cut, the event kept.</summary>
    public const string UrlCut = "url_cut";

    /// <summary>
    /// Warning: the request has more distinct property keys than <see cref="EventLimits.DistinctKeys"/>; the event was kept without this
    /// one.
    /// </summary>
    public const string TooManyPropertyKeys = "too_many_property_keys";

    /// <summary>
    /// Warning: the request has more distinct event names than <see cref="EventLimits.DistinctNames"/>; the event was kept as
    /// <c>(other)</c>.
    /// </summary>
    public const string TooManyEventNames = "too_many_event_names";
}
