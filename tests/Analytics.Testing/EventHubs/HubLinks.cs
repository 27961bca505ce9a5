using System.Globalization;
using System.Text.RegularExpressions;
using Amqp;
using Amqp.Framing;
using Amqp.Listener;
using Amqp.Types;

namespace Analytics.Testing.EventHubs;

/// <summary>
/// Attaches the links of producers and readers to their partitions, and lets readers with an epoch take partitions from each other.
/// </summary>
public sealed partial class HubLinks(EventHubEndpoint hub) : ILinkProcessor
{
    private const int MaxMessageBytes = 1024 * 1024;
    private const int ProducerCredit = 300;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, (ReadLink Link, long Epoch)> _owners = [];
    private readonly List<(string Group, ReadLink Link)> _readers = [];

    public void Process(AttachContext attachContext)
    {
        var attach = attachContext.Attach;
        attach.MaxMessageSize = MaxMessageBytes;
        var address = attachContext.Link.Role ? ((Target)attach.Target).Address : ((Source)attach.Source).Address;
        var path = address.Trim('/').Split('/');
        if (
            !path[0].Equals(EventHubEndpoint.Name, StringComparison.OrdinalIgnoreCase)
            || path is not [.., "Partitions", var id]
            || !int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var partition)
            || partition >= hub.Partitions.Count
        )
        {
            attachContext.Complete(new Error(ErrorCode.NotFound) { Description = $"'{address}' is no partition." });
        }
        else if (attachContext.Link.Role)
        {
            attachContext.Complete(new AppendLink(hub, partition), ProducerCredit);
        }
        else
        {
            var reader = new ReadLink(hub, attachContext.Link, partition, StartOf(hub.Partitions[partition], (Source)attach.Source));
            if (TryOwn(path[2], partition, reader, attach.Properties?[new Symbol("com.microsoft:epoch")] as long?))
            {
                attachContext.Complete(reader, 0);
            }
            else
            {
                attachContext.Complete(new Error("amqp:link:stolen") { Description = "A reader with a higher epoch has the partition." });
            }
        }
    }

    public IReadOnlyList<ReadLink> ReadersOf(string consumerGroup)
    {
        lock (_gate)
        {
            return [.. _readers.Where(reader => reader.Group == consumerGroup).Select(static reader => reader.Link)];
        }
    }

    /// <summary>A reader with an epoch ends those with the same, a lower or none; one without an epoch is not let in beside it.</summary>
    private bool TryOwn(string group, int partition, ReadLink reader, long? epoch)
    {
        lock (_gate)
        {
            var key = $"{group}/{partition}";
            if (_owners.TryGetValue(key, out var owner) && owner.Link.IsOpen)
            {
                if (epoch is null || epoch < owner.Epoch)
                {
                    return false;
                }

                owner.Link.Steal();
            }

            if (epoch is { } number)
            {
                _owners[key] = (reader, number);
            }

            _readers.Add((group, reader));
            return true;
        }
    }

    private static long StartOf(HubPartition partition, Source source)
    {
        var filter = source
            .FilterSet?.Values.Select(static value => value is DescribedValue described ? described.Value : value)
            .OfType<string>()
            .FirstOrDefault();
        var match = Selector().Match(filter ?? "");
        var after = match.Groups[2].Value == ">" ? 1 : 0;
        return (match.Groups[1].Value, match.Groups[3].Value) switch
        {
            (_, "@latest") => partition.Next,
            ("offset", "-1") => 0,
            ("offset", var offset) => HubPartition.NumberOf(long.Parse(offset, CultureInfo.InvariantCulture)) + after,
            ("sequence-number", var number) => long.Parse(number, CultureInfo.InvariantCulture) + after,
            ("enqueued-time" or "enqueued-timestamp", var time) => partition.After(
                DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(time, CultureInfo.InvariantCulture)).UtcDateTime
            ),
            _ => 0,
        };
    }

    [GeneratedRegex("x-opt-([a-z-]+) (>=?) '?([^']+)'?")]
    private static partial Regex Selector();
}
