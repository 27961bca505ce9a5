using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Analytics.Local.Demo;

/// <summary>Writes events of the demo as lines of JSON for an import. Not thread-safe.</summary>
internal sealed class DemoEventJson : IDisposable
{
    /// <summary>The number of events from which the lines should be sent. One more visit still fits a batch.</summary>
    public const int FullAt = 2000;

    private const int PhoneWidth = 390;
    private const int DesktopWidth = 1512;

    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly Utf8JsonWriter _json;

    public DemoEventJson() => _json = new Utf8JsonWriter(_bytes);

    /// <summary>Number of events written since the last <see cref="Clear"/>.</summary>
    public int Count { get; private set; }

    /// <summary>True if the lines should be sent before more are written.</summary>
    public bool IsFull => Count >= FullAt;

    /// <summary>The lines.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes.WrittenMemory;

    /// <summary>Removes all lines.</summary>
    public void Clear()
    {
        _bytes.ResetWrittenCount();
        Count = 0;
    }

    /// <summary>Writes all events of a visit.</summary>
    public void WriteAll(DemoVisit visit)
    {
        for (var index = 0; index < visit.Events.Count; index++)
        {
            Write(visit, index);
        }
    }

    /// <summary>Writes one event of a visit.</summary>
    /// <param name="visit">The visit.</param>
    /// <param name="index">The index of the event in the visit.</param>
    public void Write(DemoVisit visit, int index)
    {
        var demoEvent = visit.Events[index];
        var place = DemoTexts.Places[visit.Place];
        var (agent, isPhone, _) = DemoTexts.Agents[visit.Agent];
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteString("domain", visit.Site);
        _json.WriteString("name", demoEvent.Name);
        // Campaigns lead to the address with www.
        var host = DemoTexts.Origins[visit.Origin].Query.Length > 0 ? $"www.{visit.Site}" : visit.Site;
        _json.WriteString("url", $"https://{host}{demoEvent.Path}");
        _json.WriteString("referrer", DemoTexts.Origins[visit.Origin].Referrer);
        _json.WriteNumber("timestamp", demoEvent.At);
        _json.WriteString("id", string.Create(CultureInfo.InvariantCulture, $"demo-{visit.Id}-{index}"));
        _json.WriteString(visit.HasPermanentId ? "visitor_id" : "ip", visit.Visitor);
        _json.WriteString("user_agent", agent);
        _json.WriteNumber("screen_width", isPhone ? PhoneWidth : DesktopWidth);
        _json.WriteStartObject("dimensions");
        if (place.Country.Length > 0)
        {
            _json.WriteString("visit:country", place.Country);
            _json.WriteString("visit:region", place.Region);
            _json.WriteString("visit:city", place.City);
        }

        _json.WriteString("visit:language", place.Language);
        _json.WriteEndObject();
        WriteProps(demoEvent);
        _json.WriteEndObject();
        _json.Flush();
        _bytes.GetSpan(1)[0] = (byte)'\n';
        _bytes.Advance(1);
        Count++;
    }

    /// <inheritdoc />
    public void Dispose() => _json.Dispose();

    private void WriteProps(DemoEvent one)
    {
        if (one.Props.Length > 0)
        {
            _json.WriteStartObject("props");
            foreach (var (key, value) in one.Props)
            {
                _json.WriteString(key, value);
            }

            _json.WriteEndObject();
        }

        if (one.Engagement is { } engagement)
        {
            _json.WriteNumber("scroll_depth", engagement.Depth);
            _json.WriteNumber("engagement_time", engagement.Milliseconds);
        }

        if (one.Amount is { } amount)
        {
            _json.WriteStartObject("revenue");
            _json.WriteString("currency", "EUR");
            _json.WriteNumber("amount", amount);
            _json.WriteEndObject();
            _json.WriteNumber("value", amount);
        }
    }
}
