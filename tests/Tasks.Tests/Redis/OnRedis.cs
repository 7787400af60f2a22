using October.Tasks.Tests.Client;
using October.Tasks.Tests.Consumer;
using October.Testing.Redis;

namespace October.Tasks.Tests.Redis;

public sealed class LeaseStoreOnRedis(RedisServer server) : LeaseStoreTests<RedisServer>(server);

public sealed class TaskConsumerOnRedis(RedisServer server) : TaskConsumerTests<RedisServer>(server);

public sealed class TaskClientOnRedis(RedisServer server) : TaskClientTests<RedisServer>(server);
