using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>The stand-in of the attribute of the same name in Microsoft.Azure.Functions.Worker.Extensions.EventHubs.</summary>
/// <param name="eventHubName">The hub's name, or the setting that names it between per cent signs.</param>
[AttributeUsage(AttributeTargets.Parameter)]
[BindingCapabilities(KnownBindingCapabilities.FunctionLevelRetry)]
public sealed class EventHubTriggerAttribute(string eventHubName) : TriggerBindingAttribute, ISupportCardinality
{
    /// <summary>The hub's name, or the setting that names it between per cent signs.</summary>
    public string EventHubName { get; } = eventHubName;

    /// <summary>The consumer group.</summary>
    public string? ConsumerGroup { get; set; }

    /// <summary>The setting or section that says how to connect.</summary>
    public string? Connection { get; set; }

    /// <summary>True if the function takes a batch, as it does unless it says otherwise.</summary>
    [DefaultValue(true)]
    public bool IsBatched { get; set; } = true;

    Cardinality ISupportCardinality.Cardinality
    {
        get => IsBatched ? Cardinality.Many : Cardinality.One;
        set => IsBatched = value == Cardinality.Many;
    }
}
