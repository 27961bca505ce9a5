using Amqp;
using Amqp.Framing;
using Amqp.Listener;

namespace Analytics.Testing.EventHubs;

/// <summary>A reader's link to one partition: delivers as far as the reader has given credit.</summary>
public sealed class ReadLink : LinkEndpoint
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly EventHubEndpoint _hub;
    private readonly ListenerLink _link;
    private readonly HubPartition _partition;
    private long _next;
    private long _credit;
    private long _carriedCredit;

    public ReadLink(EventHubEndpoint hub, ListenerLink link, int partition, long start)
    {
        (_hub, _link, _partition, _next) = (hub, link, hub.Partitions[partition], start);
        _partition.Appended += Deliver;
        link.Closed += (_, _) =>
        {
            _partition.Appended -= Deliver;
            _closed.TrySetResult();
        };
    }

    public Task Closed => _closed.Task;

    public bool IsOpen => !_link.IsClosed;

    /// <summary>Ends the link, because another reader takes the partition.</summary>
    public void Steal() =>
        _link.Close(TimeSpan.Zero, new Error("amqp:link:stolen") { Description = "A reader with a higher epoch takes the partition." });

    public override void OnFlow(FlowContext flowContext)
    {
        lock (_gate)
        {
            // The listener forgets its credit when a flow grants nothing new, and counts the next one from there.
            var granted = Math.Max(0, _credit + flowContext.Messages - (flowContext.Messages > 0 ? _carriedCredit : 0));
            _carriedCredit = flowContext.Messages > 0 ? 0 : granted;
            _credit = granted;
        }

        ThreadPool.QueueUserWorkItem(static link => link.Deliver(), this, preferLocal: false);
    }

    public override void OnDisposition(DispositionContext dispositionContext) => dispositionContext.Complete();

    private void Deliver()
    {
        lock (_gate)
        {
            try
            {
                while (_credit > 0 && !_hub.IsSilent && IsOpen && _partition.At(_next) is { } message)
                {
                    _link.SendMessage(new Message(), new ByteBuffer(message.Bytes, 0, message.Bytes.Length, message.Bytes.Length));
                    (_next, _credit) = (message.Next, _credit - 1);
                }
            }
            catch (AmqpException)
            {
                // The link closed meanwhile, and whoever reads goes on with another one.
                _credit = 0;
            }
        }
    }
}
