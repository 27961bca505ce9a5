using System.Text.Json;

namespace Analytics.Web.Clients.Snowplow;

/// <summary>A sale or a refund of Snowplow's plug-in for shops, whose amount is in an entity beside the event.</summary>
/// <param name="Name">Our name of the event.</param>
/// <param name="Amount">The revenue, below 0 for a refund.</param>
/// <param name="Currency">Its currency.</param>
/// <param name="Properties">The properties of the event and of the entity.</param>
internal sealed record SnowplowSale(string Name, double Amount, string Currency, IReadOnlyDictionary<string, JsonElement> Properties)
{
    private const string Action = "snowplow_ecommerce_action";
    private const string Order = "transaction_id";

    /// <summary>
    /// Returns the sale or refund that an event is; null for other events and actions, such as of a cart, and where the entity is missing.
    /// </summary>
    /// <param name="name">The name of the event's schema.</param>
    /// <param name="data">The event's data.</param>
    /// <param name="entities">The entities by name.</param>
    public static SnowplowSale? Of(string name, JsonElement data, Dictionary<string, JsonElement> entities) =>
        name != Action
            ? null
            : data.Text("type") switch
            {
                "transaction" => Of("Purchase", data, entities.GetValueOrDefault("transaction"), "revenue", 1),
                "refund" => Of("Refund", data, entities.GetValueOrDefault("refund"), "refund_amount", -1),
                _ => null,
            };

    private static SnowplowSale? Of(string name, JsonElement data, JsonElement entity, string amount, int sign)
    {
        if (entity.Number(amount) is not { } paid)
        {
            return null;
        }

        var properties = ((JsonElement?)data).Members().ToDictionary(StringComparer.Ordinal);
        foreach (var (property, value) in ((JsonElement?)entity).Members(member => member != amount && member != "currency"))
        {
            properties.TryAdd(property == Order ? "order" : property, value);
        }

        return new(name, sign * Math.Abs(paid), entity.Text("currency") ?? "USD", properties);
    }
}
