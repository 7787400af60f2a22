using System.Text.Json.Nodes;
using October.LocalCluster.ApiServer.Json;

namespace October.LocalCluster.ControllerRuntime;

/// <summary>Keys of the API server's objects.</summary>
internal static class ObjectNames
{
    extension(NamespacedName)
    {
        /// <summary>The key of an object.</summary>
        public static NamespacedName Of(JsonObject value) => new(value.Namespace(), value.Name());
    }
}
