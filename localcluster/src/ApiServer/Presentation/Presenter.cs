using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;
using October.LocalCluster.ApiServer.Model;
using October.LocalCluster.ApiServer.Registry;
using October.LocalCluster.ApiServer.Requests;
using October.LocalCluster.ApiServer.Requests.Bodies;

namespace October.LocalCluster.ApiServer.Presentation;

/// <summary>Turns stored objects, lists and watches into the form that the client accepts.</summary>
internal sealed class Presenter(TableBuilder tables)
{
    public ApiResponse Present(ResourceRequest request, ApiResponse response)
    {
        var representation = Representation.Negotiate(request.Request.Accept);
        if (representation.Form == ObjectForm.Table && request.Query["includeObject"] is { Length: > 0 } include and not ("None" or "Metadata" or "Object"))
            throw StatusError.BadRequest(
                $"Unable to convert to Table as requested: includeObject: Invalid value: \"{include}\": must be 'Metadata', 'Object', 'None', or empty");
        if (response.Events is { } events)
            return representation.Form == ObjectForm.Whole ? response : response with { Events = PresentEvents(request, events, representation.Form) };
        if (response.Object is not { } value || response.Code >= 400)
            return response;
        var presented = PresentObject(request, value, representation.Form);
        if (representation.MetaVersion != "v1")
            presented["apiVersion"] = $"meta.k8s.io/{representation.MetaVersion}";
        return representation.IsYaml
            ? response with { Object = null, Bytes = System.Text.Encoding.UTF8.GetBytes(YamlWriter.Write(presented)), ContentType = "application/yaml" }
            : response with { Object = presented };
    }

    private JsonObject PresentObject(ResourceRequest request, JsonObject value, ObjectForm form)
    {
        if (value.StringAt("kind") is "Status" or "Scale")
            return value;
        if (value["items"] is JsonArray items && value.StringAt("kind") == request.Kind.ListKind)
            return PresentList(request.Kind, value, items, form, request.Query["includeObject"]);
        return form switch
        {
            ObjectForm.Table => tables.Build(request.Kind, value.ObjectAt("metadata"), [value], request.Query["includeObject"]),
            ObjectForm.Metadata => MetadataOnly(value),
            _ => value,
        };
    }

    private JsonObject PresentList(ResourceKind kind, JsonObject list, JsonArray items, ObjectForm form, string? includeObject)
    {
        switch (form)
        {
            case ObjectForm.Table:
                return tables.Build(kind, list.ObjectAt("metadata"), [.. items.Objects()], includeObject);
            case ObjectForm.Metadata:
                return new JsonObject
                {
                    ["kind"] = "PartialObjectMetadataList",
                    ["apiVersion"] = "meta.k8s.io/v1",
                    ["metadata"] = list["metadata"]?.DeepClone(),
                    ["items"] = new JsonArray([.. items.Objects().Select(MetadataOnly)]),
                };
            default:
                if (kind.IsCustom)
                {
                    list.Metadata().SetDefault("continue", "");
                    return list;
                }

                // The items of a typed list do not repeat what the list says.
                foreach (var item in items.Objects())
                {
                    item.Remove("kind");
                    item.Remove("apiVersion");
                }

                return list;
        }
    }

    private async IAsyncEnumerable<WatchEvent> PresentEvents(
        ResourceRequest request, IAsyncEnumerable<WatchEvent> events, ObjectForm form, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var first = true;
        await foreach (var change in events.WithCancellation(cancellationToken))
        {
            if (change.Type == "ERROR")
            {
                yield return change;
                continue;
            }

            if (form == ObjectForm.Metadata)
            {
                yield return change with { Object = MetadataOnly(change.Object) };
                continue;
            }

            var isBookmark = change.Type == "BOOKMARK";
            var table = tables.Build(
                request.Kind,
                new JsonObject { ["resourceVersion"] = change.Object.ResourceVersion() },
                isBookmark ? [] : [change.Object],
                request.Query["includeObject"]);
            if (isBookmark)
                table["rows"] = new JsonArray(new JsonObject { ["cells"] = new JsonArray(), ["object"] = MetadataOnly(change.Object) });
            if (!first)
                table["columnDefinitions"] = null;
            first = false;
            yield return change with { Object = table };
        }
    }

    internal static JsonObject MetadataOnly(JsonObject value) => new()
    {
        ["kind"] = "PartialObjectMetadata",
        ["apiVersion"] = "meta.k8s.io/v1",
        ["metadata"] = value["metadata"]?.DeepClone(),
    };
}
