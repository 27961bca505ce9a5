using System.Text.Json;
using Analytics.Core.Queries.Syntax;

namespace Analytics.Core.Queries.Parsing;

/// <summary>Parses <c>order_by</c>.</summary>
internal static class OrderParser
{
    private const int MaxKeys = 10;

    public static IReadOnlyList<QueryOrder> Parse(JsonElement element)
    {
        Expect.Array(element, "order_by", "an array of [metric or dimension, \"asc\" or \"desc\"]", MaxKeys);
        var orders = new List<QueryOrder>(element.GetArrayLength());
        foreach (var item in element.EnumerateArray())
        {
            var path = $"order_by[{orders.Count}]";
            if (item.ValueKind != JsonValueKind.Array || item.GetArrayLength() != 2)
            {
                throw new QueryException($"{path} is {Expect.Show(item)}; write it like [\"visitors\", \"desc\"].");
            }

            var direction = Expect.Text(item[1], $"{path}[1]");
            orders.Add(
                new QueryOrder(
                    Expect.Text(item[0], $"{path}[0]"),
                    direction switch
                    {
                        "asc" => false,
                        "desc" => true,
                        _ => throw new QueryException($"{path}[1] is '{Expect.Cut(direction)}'; use asc or desc."),
                    }
                )
            );
        }

        return orders;
    }
}
