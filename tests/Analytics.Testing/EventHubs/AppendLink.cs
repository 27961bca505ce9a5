using Amqp;
using Amqp.Framing;
using Amqp.Listener;

namespace Analytics.Testing.EventHubs;

/// <summary>A producer's link to one partition.</summary>
public sealed class AppendLink(EventHubEndpoint hub, int partition) : LinkEndpoint
{
    /// <summary>The format of a message whose data sections are messages of their own.</summary>
    private const uint BatchFormat = 0x80013700;

    public override void OnMessage(MessageContext messageContext)
    {
        if (hub.IsAway)
        {
            EventHubEndpoint.Break(messageContext.Link);
            return;
        }

        if (hub.Refusal(partition) is { } error)
        {
            messageContext.Complete(error);
            return;
        }

        var message = messageContext.Message;
        hub.Partitions[partition]
            .Append(
                message.Format != BatchFormat
                    ? [Encode(message)]
                    : message.BodySection switch
                    {
                        DataList many => Enumerable.Range(0, many.Count).Select(i => many[i].Binary).ToArray(),
                        Data one => [one.Binary],
                        _ => throw new AmqpException(ErrorCode.DecodeError, "A batch has data sections only."),
                    }
            );
        if (hub.LosesAnswers)
        {
            EventHubEndpoint.Break(messageContext.Link);
            return;
        }

        messageContext.Complete();
    }

    public override void OnFlow(FlowContext flowContext) { }

    public override void OnDisposition(DispositionContext dispositionContext) { }

    private static byte[] Encode(Message message)
    {
        var buffer = message.Encode();
        return buffer.Buffer.AsSpan(buffer.Offset, buffer.Length).ToArray();
    }
}
