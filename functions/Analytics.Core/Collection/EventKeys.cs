namespace Analytics.Core.Collection;

/// <summary>The JSON names of <see cref="EventKey"/>, in the long and short forms of Plausible's trackers.</summary>
internal static class EventKeys
{
    public static EventKey Find(ReadOnlySpan<byte> name) =>
        name.Length switch
        {
            1 => name[0] switch
            {
                (byte)'d' => EventKey.Domain,
                (byte)'n' => EventKey.Name,
                (byte)'u' => EventKey.Url,
                (byte)'r' => EventKey.Referrer,
                (byte)'p' or (byte)'m' => EventKey.Properties,
                (byte)'i' => EventKey.Interactive,
                (byte)'w' => EventKey.ScreenWidth,
                (byte)'e' => EventKey.EngagementTime,
                (byte)'h' => EventKey.HashMode,
                (byte)'$' => EventKey.Revenue,
                _ => EventKey.Unknown,
            },
            2 => name.SequenceEqual("id"u8) ? EventKey.Id
            : name.SequenceEqual("sd"u8) ? EventKey.ScrollDepth
            : name.SequenceEqual("ip"u8) ? EventKey.Address
            : EventKey.Unknown,
            3 => name.SequenceEqual("url"u8) ? EventKey.Url : EventKey.Unknown,
            4 => name.SequenceEqual("name"u8) ? EventKey.Name
            : name.SequenceEqual("meta"u8) ? EventKey.Properties
            : EventKey.Unknown,
            5 => name.SequenceEqual("props"u8) ? EventKey.Properties
            : name.SequenceEqual("value"u8) ? EventKey.Value
            : EventKey.Unknown,
            6 => name.SequenceEqual("domain"u8) ? EventKey.Domain : EventKey.Unknown,
            7 => name.SequenceEqual("revenue"u8) ? EventKey.Revenue : EventKey.Unknown,
            8 => name.SequenceEqual("referrer"u8) ? EventKey.Referrer
            : name.SequenceEqual("hashMode"u8) ? EventKey.HashMode
            : EventKey.Unknown,
            _ => FindLong(name),
        };

    private static EventKey FindLong(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("timestamp"u8) ? EventKey.Timestamp
        : name.SequenceEqual("visitor_id"u8) ? EventKey.VisitorId
        : name.SequenceEqual("visitor_hash"u8) ? EventKey.VisitorHash
        : name.SequenceEqual("previous_visitor_hash"u8) ? EventKey.PreviousVisitorHash
        : name.SequenceEqual("user_agent"u8) ? EventKey.UserAgent
        : name.SequenceEqual("dimensions"u8) ? EventKey.Dimensions
        : name.SequenceEqual("exported_from"u8) ? EventKey.ExportedFrom
        : name.SequenceEqual("interactive"u8) ? EventKey.Interactive
        : name.SequenceEqual("screen_width"u8) ? EventKey.ScreenWidth
        : name.SequenceEqual("scroll_depth"u8) ? EventKey.ScrollDepth
        : name.SequenceEqual("rank_in_second"u8) ? EventKey.Rank
        : name.SequenceEqual("is_order_id"u8) ? EventKey.IsOrderId
        : name.SequenceEqual("engagement_time"u8) ? EventKey.EngagementTime
        : EventKey.Unknown;
}
