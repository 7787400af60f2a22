using System.Text.Json;

namespace October.Api.Tasks;

/// <summary>The body of <c>POST /tasks/{name}</c>, for the description of the api; <see cref="TaskRequestReader"/> reads it.</summary>
/// <param name="Args">Positional arguments.</param>
/// <param name="Kwargs">Keyword arguments.</param>
/// <param name="Options">How to send the task.</param>
internal sealed record TaskRequestBody(IReadOnlyList<JsonElement>? Args, IReadOnlyDictionary<string, JsonElement>? Kwargs, TaskRequestOptions? Options);
