using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Analytics.Web.Tests.Clients;
using Analytics.Web.Tests.Hosting;

namespace Analytics.Web.Tests.Fuzzing;

/// <summary>
/// Makes requests of all calls that the API describes and of every client protocol: bodies are composed by their schemas, or given, and
/// then mostly changed. Not thread-safe.
/// </summary>
/// <param name="random">Decides.</param>
internal sealed class RequestGenerator(Random random)
{
    private static readonly JsonElement Api = JsonDocument.Parse(File.ReadAllBytes(Repository.File("docs/openapi.json"))).RootElement;
    private static readonly List<(string Path, JsonProperty Operation)> Operations =
    [
        .. from path in Api.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        select (path.Name, operation),
    ];

    private static readonly ClientCase[] Clients = [.. ClientCases.All];

    // What schemas alone would hardly compose.
    private static readonly (string Path, string Body)[] Given =
    [
        (
            "/api/event",
            """{"domain":"shop.example","name":"pageview","url":"https://shop.example/a?utm_source=x","referrer":"https://a.example/","props":{"plan":"pro"},"revenue":{"amount":"9.5","currency":"EUR"},"id":"1","timestamp":1773144000000}"""
        ),
        (
            "/api/events",
            """[{"domain":"shop.example","name":"engagement","url":"https://shop.example/a","sd":50,"e":1000},{"domain":"shop.example","name":"Signup","url":"https://shop.example/b"}]"""
        ),
        (
            "/api/v2/query",
            """{"site_id":"shop.example","metrics":["visitors","conversion_rate","visit_duration"],"date_range":"7d","dimensions":["time:day","visit:source"],"filters":["and",[["is","event:goal",["Signup"]],["not",["contains","event:page",["/a","/b"],{"case_sensitive":false}]],["matches","visit:browser",["^C.*"]]]],"order_by":[["visitors","desc"]],"include":{"imports":true,"time_labels":true,"comparisons":{"mode":"previous_period"}},"pagination":{"limit":10,"offset":0}}"""
        ),
        (
            "/api/v2/query",
            """{"site_id":"shop.example","metrics":["pageviews"],"date_range":["2026-03-01","2026-03-10"],"dimensions":["event:props:plan"],"filters":[["has_done",["is","event:name",["Signup"]]]],"include":{"sample":0.1,"total_rows":true}}"""
        ),
        (
            "/api/v2/query/batch",
            """{"queries":[{"site_id":"shop.example","metrics":["visits"],"date_range":"day"},{"site_id":"shop.example","metrics":["events"],"date_range":"30d","dimensions":["time:hour"]}]}"""
        ),
        (
            "/api/v2/funnel",
            """{"site_id":"shop.example","date_range":"7d","steps":[{"page":"/a"},{"goal":"Signup"},["is","event:name",["Buy"]]]}"""
        ),
        ("/api/v2/journeys", """{"site_id":"shop.example","date_range":"7d","start":{"page":"/a"},"depth":3}"""),
        ("/api/v2/retention", """{"site_id":"shop.example","date_range":"30d","interval":"day"}"""),
        ("/mcp", """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"query","arguments":{"site_id":"shop.example"}}}"""),
    ];

    private readonly JsonMutator _mutator = new(random);

    /// <summary>Another request.</summary>
    public FuzzedRequest Next() =>
        random.Next(10) switch
        {
            < 3 => OfClient(Clients[random.Next(Clients.Length)]),
            < 6 => OfGiven(Given[random.Next(Given.Length)]),
            _ => OfOperation(Operations[random.Next(Operations.Count)]),
        };

    private FuzzedRequest OfClient(ClientCase one)
    {
        var space = one.Request.IndexOf(' ');
        var address = one.Request[(space + 1)..];
        var isChanged = random.Next(3) == 0;
        return new(
            one.Request[..space],
            isChanged ? ChangeAddress(address) : address,
            one.Headers.FirstOrDefault(header => header.Name == "Content-Type").Value ?? (one.Body.Length > 0 ? "application/json" : null),
            _mutator.Change(Encoding.UTF8.GetBytes(one.Body)),
            [.. one.Headers.Where(header => header.Name != "Content-Type"), .. Odd()]
        );
    }

    private FuzzedRequest OfGiven((string Path, string Body) given) =>
        new("POST", given.Path, Type("application/json"), _mutator.Change(Encoding.UTF8.GetBytes(given.Body)), [Key(), .. Odd()]);

    private FuzzedRequest OfOperation((string Path, JsonProperty Operation) one)
    {
        var (path, query) = (one.Path, new List<string>());
        if (one.Operation.Value.TryGetProperty("parameters", out var parameters))
        {
            foreach (var parameter in parameters.EnumerateArray())
            {
                var (name, place) = (parameter.GetProperty("name").GetString()!, parameter.GetProperty("in").GetString());
                var value = Uri.EscapeDataString(Parameter(name));
                if (place == "path")
                {
                    path = path.Replace($"{{{name}}}", value.Length == 0 ? "x" : value, StringComparison.Ordinal);
                }
                else if (random.Next(3) > 0)
                {
                    query.Add($"{name}={value}");
                }
            }
        }

        var (type, body) = (default(string), Array.Empty<byte>());
        if (one.Operation.Value.TryGetProperty("requestBody", out var content))
        {
            var media = content.GetProperty("content").EnumerateObject().ToList()[0];
            body = Encoding.UTF8.GetBytes(OfSchema(media.Value.GetProperty("schema"), 0)?.ToJsonString() ?? "null");
            (type, body) = (Type(media.Name), random.Next(3) == 0 ? body : _mutator.Change(body));
        }

        return new(
            one.Operation.Name.ToUpperInvariant(),
            query.Count == 0 ? path : $"{path}?{string.Join('&', query)}",
            type,
            body,
            [Key(), .. Odd()]
        );
    }

    private JsonNode? OfSchema(JsonElement schema, int depth)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            return OfSchema(
                Api.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]),
                depth
            );
        }

        if (schema.TryGetProperty("enum", out var values) && values.GetArrayLength() > 0)
        {
            return JsonNode.Parse(values[random.Next(values.GetArrayLength())].GetRawText());
        }

        if (depth > 6)
        {
            return null;
        }

        if (schema.TryGetProperty("properties", out var properties))
        {
            var made = new JsonObject();
            foreach (var property in properties.EnumerateObject())
            {
                if (random.Next(3) > 0)
                {
                    made[property.Name] =
                        random.Next(6) == 0 ? _mutator.Value()
                        : property.Name is "domain" or "site_id" ? "shop.example"
                        : OfSchema(property.Value, depth + 1);
                }
            }

            return made;
        }

        return schema.TryGetProperty("items", out var items)
            ? new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => OfSchema(items, depth + 1))])
            : OfType(schema);
    }

    private JsonNode? OfType(JsonElement schema)
    {
        var type = schema.TryGetProperty("type", out var given)
            ? given.ValueKind == JsonValueKind.Array
                ? given[given.GetArrayLength() - 1].GetString()
                : given.GetString()
            : null;
        return type switch
        {
            "integer" => random.Next(-2, 100),
            "number" => random.NextDouble() * 100,
            "boolean" => random.Next(2) == 0,
            "string" => _mutator.Text(),
            _ => _mutator.Value(),
        };
    }

    private string Parameter(string name) =>
        random.Next(3) == 0
            ? _mutator.Text()
            : name switch
            {
                "site" or "site_id" or "domain" => "shop.example",
                "period" => "7d",
                "date" => "2026-03-10",
                "metrics" => "visitors,pageviews",
                "property" => "visit:source",
                "interval" => "date",
                "limit" or "page" or "id" => "1",
                "filters" => "visit:browser==Chrome",
                _ => _mutator.Text(),
            };

    private string ChangeAddress(string address)
    {
        var question = address.IndexOf('?', StringComparison.Ordinal);
        if (question < 0)
        {
            return $"{address}?{Uri.EscapeDataString(_mutator.Text())}={Uri.EscapeDataString(_mutator.Text())}";
        }

        var parts = address[(question + 1)..].Split('&');
        var at = random.Next(parts.Length);
        parts[at] = $"{parts[at].Split('=')[0]}={Uri.EscapeDataString(_mutator.Text())}";
        return $"{address[..question]}?{string.Join('&', parts)}";
    }

    private string Type(string usual) =>
        random.Next(15) == 0
            ? ((string[])["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "x", "application/zip"])[
                random.Next(5)
            ]
            : usual;

    private (string, string) Key() =>
        ("Authorization", random.Next(15) == 0 ? "Bearer " + Uri.EscapeDataString(_mutator.Text()) : "Bearer " + ApiHost.AdminKey);

    private IEnumerable<(string, string)> Odd()
    {
        if (random.Next(10) == 0)
        {
            var name = (
                (string[])
                    [
                        "If-None-Match",
                        "Accept",
                        "Origin",
                        "Referer",
                        "Cookie",
                        "X-Forwarded-For",
                        "Range",
                        "Content-Encoding",
                        "Accept-Language",
                        "Idempotency-Key",
                    ]
            )[random.Next(10)];
            yield return (name, Uri.EscapeDataString(_mutator.Text()));
        }
    }
}
