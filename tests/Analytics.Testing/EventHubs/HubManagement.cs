using System.Globalization;
using Amqp;
using Amqp.Framing;
using Amqp.Listener;
using Amqp.Types;

namespace Analytics.Testing.EventHubs;

/// <summary>Takes every token at <c>$cbs</c>, and at <c>$management</c> tells of the hub and its partitions.</summary>
public sealed class HubManagement(EventHubEndpoint hub) : IRequestProcessor
{
    private const int Accepted = 202;
    private const int Ok = 200;
    private readonly Lock _gate = new();

    public int Credit => 100;

    public int Questions { get; private set; }

    public void Process(RequestContext context)
    {
        if (hub.IsAway)
        {
            EventHubEndpoint.Break(context.Link);
            return;
        }

        var request = context.Message.ApplicationProperties;
        if (request["operation"] is not "READ")
        {
            context.Complete(Answer(Accepted, null));
            return;
        }

        var map = new Map { ["name"] = EventHubEndpoint.Name, ["type"] = request["type"] };
        if (request["partition"] is not string id)
        {
            map["created_at"] = DateTime.UnixEpoch;
            map["partition_count"] = hub.Partitions.Count;
            map["partition_ids"] = Enumerable
                .Range(0, hub.Partitions.Count)
                .Select(i => i.ToString(CultureInfo.InvariantCulture))
                .ToArray();
        }
        else if (IsBroken())
        {
            EventHubEndpoint.Break(context.Link);
            return;
        }
        else
        {
            map["partition"] = id;
            hub.Partitions[int.Parse(id, CultureInfo.InvariantCulture)].Describe(map);
        }

        context.Complete(Answer(Ok, map));
    }

    private bool IsBroken()
    {
        lock (_gate)
        {
            Questions++;
            if (hub.BrokenQuestions == 0)
            {
                return false;
            }

            hub.BrokenQuestions--;
            return true;
        }
    }

    private static Message Answer(int status, Map? body)
    {
        var answer = new Message { ApplicationProperties = new ApplicationProperties() };
        answer.ApplicationProperties["status-code"] = status;
        answer.ApplicationProperties["status-description"] = status == Ok ? "OK" : "Accepted";
        if (body is not null)
        {
            answer.BodySection = new AmqpValue { Value = body };
        }

        return answer;
    }
}
