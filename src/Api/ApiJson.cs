using System.Text.Json;
using System.Text.Json.Serialization;
using October.Api.Queues;
using October.Api.Tasks;

namespace October.Api;

/// <summary>The shapes the api answers with.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(TaskAccepted))]
[JsonSerializable(typeof(TaskView))]
[JsonSerializable(typeof(TaskRequestBody))]
[JsonSerializable(typeof(QueuesView))]
[JsonSerializable(typeof(DeadView[]))]
[JsonSerializable(typeof(ScheduleView[]))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ApiJson : JsonSerializerContext;
