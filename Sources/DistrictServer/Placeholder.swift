import Hummingbird
import Mustache
import Logging
import ServiceLifecycle
