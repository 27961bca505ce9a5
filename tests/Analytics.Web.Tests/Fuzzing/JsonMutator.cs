using System.Text;
using System.Text.Json.Nodes;

namespace Analytics.Web.Tests.Fuzzing;

/// <summary>Changes a valid body: a member or two of its JSON, or a few of its bytes. Not thread-safe.</summary>
/// <param name="random">Decides.</param>
internal sealed class JsonMutator(Random random)
{
    private static readonly Func<JsonNode?>[] Values =
    [
        () => null,
        () => true,
        () => 0,
        () => -1,
        () => 1,
        () => int.MaxValue,
        () => long.MinValue,
        () => 1e308,
        () => 0.5,
        () => "",
        () => " ",
        () => "\0",
        () => "x",
        () => "shop.example",
        () => "2026-03-10",
        () => "2026-02-30T25:61:00Z",
        () => "9999-12-31T23:59:59Z",
        () => "-1",
        () => "\ud83d\ude00é\u202e",
        () => "%00%ff../..",
        () => "*",
        () => "(((((",
        () => new string('a', 3000),
        () => new JsonArray(),
        () => new JsonObject(),
        () => new JsonArray(null, 1, "x", new JsonArray()),
        () => new JsonObject { ["x"] = null },
        () => JsonNode.Parse(new string('[', 60) + new string(']', 60)),
        () => new JsonArray([.. Enumerable.Range(0, 300).Select(i => (JsonNode?)i)]),
        () => JsonNode.Parse("123456789012345678901234567890"),
        () => "visitors",
        () => "time:hour",
        () => "event:page",
        () => "all",
        () => "contains",
    ];

    /// <summary>A value that hardly any member may have.</summary>
    public JsonNode? Value() => Values[random.Next(Values.Length)]();

    /// <summary>A text that hardly any parameter may have.</summary>
    public string Text() =>
        Value() is { } value
            ? value is JsonValue
                ? value.ToString()
                : value.ToJsonString()
            : string.Empty;

    /// <summary>A changed copy.</summary>
    public byte[] Change(byte[] body)
    {
        if (random.Next(4) > 0)
        {
            try
            {
                if (JsonNode.Parse(body) is { } root)
                {
                    for (var changes = random.Next(3); changes >= 0; changes--)
                    {
                        root = Change(root);
                    }

                    return Encoding.UTF8.GetBytes(root?.ToJsonString() ?? "null");
                }
            }
            catch (System.Text.Json.JsonException)
            {
                // Forms and lines are changed byte by byte.
            }
        }

        return ChangeBytes(body);
    }

    private byte[] ChangeBytes(byte[] body)
    {
        List<byte> bytes = [.. body];
        for (var changes = 1 + random.Next(4); changes > 0; changes--)
        {
            var at = random.Next(bytes.Count + 1);
            switch (random.Next(5))
            {
                case 0:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at, 1 + random.Next(40)));
                    break;
                case 1:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                case 2:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Text()));
                    break;
                case 3 when at < bytes.Count:
                    bytes[at] = (byte)random.Next(256);
                    break;
                default:
                    bytes.InsertRange(at, [.. bytes.Skip(random.Next(bytes.Count + 1)).Take(60)]);
                    break;
            }
        }

        return [.. bytes];
    }

    private JsonNode? Change(JsonNode? root)
    {
        var nodes = new List<JsonNode>();
        Collect(root, nodes);
        if (nodes.Count == 0 || random.Next(20) == 0)
        {
            return Value();
        }

        switch (nodes[random.Next(nodes.Count)])
        {
            case JsonObject members when members.Count > 0:
                var key = members.ElementAt(random.Next(members.Count)).Key;
                switch (random.Next(5))
                {
                    case 0:
                        members.Remove(key);
                        break;
                    case 1:
                        members[key + "x"] = Value();
                        break;
                    default:
                        members[key] = Value();
                        break;
                }

                break;
            case JsonArray items when items.Count > 0:
                items[random.Next(items.Count)] = Value();
                break;
            case JsonArray items:
                items.Add(Value());
                break;
            default:
                return Value();
        }

        return root;
    }

    private static void Collect(JsonNode? node, List<JsonNode> nodes)
    {
        switch (node)
        {
            case JsonObject members:
                nodes.Add(members);
                foreach (var (_, value) in members)
                {
                    Collect(value, nodes);
                }

                break;
            case JsonArray items:
                nodes.Add(items);
                foreach (var item in items)
                {
                    Collect(item, nodes);
                }

                break;
            default:
                break;
        }
    }
}
