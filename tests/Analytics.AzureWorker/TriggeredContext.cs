using System.Collections.Immutable;
using Microsoft.Azure.Functions.Worker;

namespace Analytics.AzureWorker;

/// <summary>The context that the Functions host passes to a function triggered by messages of a partition.</summary>
internal sealed class TriggeredContext(int partition) : FunctionContext
{
    public override string InvocationId => "1";

    public override string FunctionId => "1";

    public override TraceContext TraceContext => throw new NotSupportedException();

    public override BindingContext BindingContext { get; } = new Bindings(partition);

    public override RetryContext RetryContext => throw new NotSupportedException();

    public override IServiceProvider InstanceServices { get; set; } = null!;

    public override FunctionDefinition FunctionDefinition => throw new NotSupportedException();

    public override IDictionary<object, object> Items { get; set; } = new Dictionary<object, object>();

    public override IInvocationFeatures Features => throw new NotSupportedException();

    private sealed class Bindings(int partition) : BindingContext
    {
        public override IReadOnlyDictionary<string, object?> BindingData { get; } =
            ImmutableDictionary<string, object?>.Empty.Add("PartitionContext", $$"""{"PartitionId":"{{partition}}"}""");
    }
}
