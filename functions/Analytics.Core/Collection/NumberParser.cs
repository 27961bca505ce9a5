using System.Globalization;
using System.Text.Json;
using Analytics.Core.EventLog;

namespace Analytics.Core.Collection;

/// <summary>
/// Reads the numbers of an event. An unreadable number is dropped, one out of range is clamped or dropped, each with a warning.
/// </summary>
internal static class NumberParser
{
    /// <summary>The scroll depth that trackers send for a page whose depth is unknown.</summary>
    private const int UnknownDepth = 255;

    private static readonly string ValueRange = string.Create(
        CultureInfo.InvariantCulture,
        $"a number from {-EventLimits.Value} to {EventLimits.Value}"
    );

    public static void Read(ref Utf8JsonReader json, EventDraft draft, EventKey key)
    {
        if (!JsonTexts.TryGetNumber(ref json, out var number))
        {
            var (field, wanted) = key switch
            {
                EventKey.ScrollDepth => ("scroll_depth", "a number from 0 to 100"),
                EventKey.EngagementTime => ("engagement_time", "milliseconds"),
                EventKey.ScreenWidth => ("screen_width", "pixels"),
                EventKey.Rank => ("rank_in_second", "a number from 0 to 999"),
                _ => ("value", ValueRange),
            };
            Warn(draft, field, JsonTexts.QuoteAndSkip(ref json), "was left out", wanted);
            return;
        }

        switch (key)
        {
            case EventKey.ScrollDepth:
                draft.ScrollDepth =
                    number == UnknownDepth ? -1 : (int)Math.Round(Clamp(draft, "scroll_depth", number, EventLimits.ScrollDepth));
                break;
            case EventKey.EngagementTime:
                draft.EngagementMilliseconds = (long)Clamp(draft, "engagement_time", number, EventLimits.EngagementMilliseconds);
                break;
            case EventKey.ScreenWidth:
                draft.ScreenWidth = (int)Clamp(draft, "screen_width", number, int.MaxValue);
                break;
            case EventKey.Rank:
                draft.Rank = (int)Clamp(draft, "rank_in_second", number, EventLimits.Rank);
                break;
            default:
                if (Math.Abs(number) <= EventLimits.Value)
                {
                    draft.Value = number;
                }
                else
                {
                    Warn(draft, "value", Quote(number), "was left out", ValueRange);
                }

                break;
        }
    }

    /// <summary>Returns the number, the largest allowed one instead of a larger one, or −1 (absent) instead of a negative one.</summary>
    private static double Clamp(EventDraft draft, string field, double number, double max)
    {
        if (number >= 0 && number <= max)
        {
            return number;
        }

        Warn(draft, field, Quote(number), number < 0 ? "was left out" : $"was counted as {max:0}", $"a number from 0 to {max:0}");
        return number < 0 ? -1 : max;
    }

    private static string Quote(double number) => string.Create(CultureInfo.InvariantCulture, $"'{number}'");

    private static void Warn(EventDraft draft, string field, string value, string consequence, string wanted) =>
        draft.Warn(CollectionErrors.InvalidNumber, field, $"{field} is {value} and {consequence}. Send {wanted}. The event was kept.");
}
